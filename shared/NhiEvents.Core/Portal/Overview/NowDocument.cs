using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Identities;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>What matters now, on one page.</summary>
/// <param name="At">The system's time when it was put together.</param>
/// <param name="Identities">How many of each status; statuses without any are there with 0.</param>
/// <param name="OpenFindings">How many of each severity.</param>
/// <param name="Broken">The identities whose work fails, the worst first; at most <see cref="MaxBroken"/>.</param>
/// <param name="Waiting">Exceptions and rotations in which a person has to act, the latest first; at most as many.</param>
/// <param name="Hours">Sign-ins of all identities, hour by hour without gaps; as far as they were announced.</param>
internal sealed record NowDocument(
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Identities,
    IReadOnlyDictionary<string, int> OpenFindings,
    IReadOnlyList<IdentityView> Broken,
    IReadOnlyList<CauseCount> Causes,
    IReadOnlyList<SignInHour> Hours,
    IReadOnlyList<CaseView> Waiting)
{
    public const int MaxBroken = 12;

    public const int MaxIncidents = 5;

    /// <summary>The latest sign-in that was announced of any identity; absent when there is none.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>What stops several identities, that which stops most first; at most <see cref="MaxIncidents"/>.</summary>
    public IReadOnlyList<Incident> Incidents { get; init => field = value ?? []; } = [];

    /// <summary>How the logs stand, by tenant: what no log brings is on no page.</summary>
    public IReadOnlyList<SourcesTold> Sources { get; init => field = value ?? []; } = [];
}

/// <summary>Open findings of one number.</summary>
/// <param name="FindingType">In JSON <c>finding</c>.</param>
internal sealed record CauseCount(
    [property: System.Text.Json.Serialization.JsonPropertyName("finding")] string FindingType, string Name, int Findings, int Identities, Severity Worst);
