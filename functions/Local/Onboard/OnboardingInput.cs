using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Local.Onboard.Tenant;

namespace NhiEvents.Local.Onboard;

/// <summary>What is known of a tenant, from exports or from itself.</summary>
/// <param name="Policies">Null when they are not known.</param>
/// <param name="WithDirectory">Whether anything of the directory is known.</param>
/// <param name="MembersOf">Object ids of a group's members; null when nothing is known of the group.</param>
/// <param name="Period">First and last row of the logs; null without logs.</param>
internal sealed record OnboardingInput(
    IReadOnlyList<TenantIdentity> Identities,
    IReadOnlyList<ExportedPolicy>? Policies,
    bool WithDirectory,
    Func<string, IReadOnlyList<string>?> MembersOf,
    (DateTimeOffset First, DateTimeOffset Last)? Period,
    DateTimeOffset Present)
{
    /// <summary>Licences and permissions; null: no tenant was asked.</summary>
    public IReadOnlyList<TenantCheck>? Checks { get; init; }

    /// <summary>What a tenant was asked for and did not give whole, one sentence each.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];
}
