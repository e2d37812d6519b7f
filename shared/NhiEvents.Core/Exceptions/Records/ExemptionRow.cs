using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>An exception as it is stored.</summary>
/// <param name="DueAt">Time of its one due row; null when there is none.</param>
internal sealed record ExemptionRow(Exemption Exemption, DateTimeOffset? DueAt)
{
    private const string Type = "|exemption|";

    public static string Prefix(string identity) => identity + Type;

    public static string Key(string identity, string id) => Prefix(identity) + id;

    public static bool Is(string rowKey) => rowKey.Contains(Type, StringComparison.Ordinal);
}

/// <summary>The place that an open exception takes: one per identity and policy. Its insertion fails when the place is taken.</summary>
internal sealed record PlaceRow(string ExemptionId)
{
    public static string Prefix(string identity) => $"{identity}|place|";

    public static string Key(string identity, string policy) => Prefix(identity) + KeyText.Clean(policy);
}

/// <summary>A request that was refused; a second delivery finds it.</summary>
internal sealed record RefusalRow(string RequestId, DateTimeOffset At, IReadOnlyList<string> Faults)
{
    private const string Type = "|refused|";

    public static string Key(string identity, string exemptionId) => identity + Type + exemptionId;

    public static bool Is(string rowKey) => rowKey.Contains(Type, StringComparison.Ordinal);
}

/// <summary>What events have told about an identity that somebody may ask an exception for.</summary>
/// <param name="KnownSince">Its first sign-in.</param>
/// <param name="Findings">By finding id.</param>
/// <param name="DemandedBy">Who has demanded a challenge from it, as the logs name them.</param>
internal sealed record WatchRow(DateTimeOffset? KnownSince, IReadOnlyDictionary<string, WatchedFinding> Findings, IReadOnlyList<string> DemandedBy)
{
    /// <summary>Something shows that it is no person.</summary>
    public bool NonHuman { get; init; }

    /// <summary>It signs in as a user.</summary>
    public bool IsAccount { get; init; }

    public static WatchRow Empty { get; } = new(null, new Dictionary<string, WatchedFinding>(), []);

    public IReadOnlyList<string> OpenFindings => [.. Findings.Values.Where(finding => finding.Open).Select(finding => finding.Number).Distinct().Order(StringComparer.Ordinal)];

    private const string Type = "|watch";

    public static string Key(string identity) => identity + Type;

    /// <summary>Null for a row of another kind.</summary>
    public static string? IdentityOf(string rowKey) => rowKey.EndsWith(Type, StringComparison.Ordinal) ? rowKey[..^Type.Length] : null;
}

internal sealed record WatchedFinding(string Number, long Revision, bool Open);

/// <summary>The removals of one policy in one hour that were let through.</summary>
internal sealed record BudgetRow(IReadOnlyList<string> ExemptionIds)
{
    public static string Key(string policy, DateTimeOffset now) => $"{KeyText.Clean(policy)}|budget|{now.UtcTicks / TimeSpan.TicksPerHour}";
}

/// <summary>The brakes of a tenant.</summary>
internal sealed record BrakeRow(BrakeState State)
{
    public const string Key = "brakes";
}

/// <summary>Members of the approvers' group, and since when each was seen in it.</summary>
internal sealed record ApproverRow(IReadOnlyDictionary<string, DateTimeOffset> Since);

/// <summary>The terms that were told last.</summary>
/// <param name="Content">Their digest.</param>
internal sealed record TermsRow(string Content, DateTimeOffset At)
{
    public const string Key = "terms";
}
