using System.Globalization;
using NhiEvents.Core.Detection.Places;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Journal;

/// <summary>What one identity did in one hour of event time, and what of it counts for which finding so far. Times are milliseconds into the hour.</summary>
internal sealed record HourRow(
    DateTimeOffset Hour,
    IReadOnlyList<PathSuccesses> Successes,
    IReadOnlyList<FailureGroup> Failures,
    IReadOnlyList<Contribution> Contributions,
    bool Overflow)
{
    private HourJournal? _journal;

    /// <summary>Present when there were too many successes: later ones are kept as spans.</summary>
    public int? ExactBefore { get; init; }

    /// <summary>When sign-ins that satisfied multi-factor authentication succeeded, on any path; null when none did.</summary>
    public IReadOnlyList<SuccessSpan>? MfaSuccesses { get; init; }

    /// <summary>The earliest success for each coming change that will take it away; null when there is none.</summary>
    public IReadOnlyList<Governance.BreakSign>? Signs { get; init; }

    /// <summary>The row's journal, to read; <see cref="HourJournal.Copy"/> is to add to. Made once: all who hold the row have the same.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public HourJournal Journal
    {
        get => _journal ??= HourJournal.Of(Hour, this);
        init => _journal = value;
    }

    /// <summary>Nothing is left but what the hour adds to findings.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSpent => Successes.Count == 0 && Failures.Count == 0 && MfaSuccesses is null && Signs is null;

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static string Prefix(string identity) => $"{identity}|hour|";

    public static string Key(string identity, DateTimeOffset hour) => Prefix(identity) + KeyOf(hour);

    /// <summary>Whether the key is that of an hour before this one, of any identity.</summary>
    public static bool IsBefore(string rowKey, DateTimeOffset hour) =>
        rowKey.LastIndexOf("|hour|", StringComparison.Ordinal) is var at and >= 0 && string.CompareOrdinal(rowKey[(at + "|hour|".Length)..], KeyOf(hour)) < 0;

    /// <summary>The row without its events.</summary>
    /// <param name="contributions">Those that stay.</param>
    public HourRow Spend(IReadOnlyList<Contribution> contributions) => new(Hour, [], [], contributions, Overflow);

    private static string KeyOf(DateTimeOffset hour) => hour.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}

/// <summary>When sign-ins with one application to one resource succeeded.</summary>
/// <param name="Beyond">Above the cap: the first and the last of each half minute, which is enough to tell whether a challenge was answered.</param>
internal sealed record PathSuccesses(string App, string Resource, IReadOnlyList<int> At, IReadOnlyList<SuccessSpan> Beyond);

internal sealed record SuccessSpan(int First, int Last);

/// <summary>Failures that differ only in time: same application, resource, code, and the same who and what behind it.</summary>
/// <param name="PolicyIds">Policies that failed the sign-in; not the report-only ones.</param>
internal sealed record FailureGroup(
    string App,
    string Resource,
    int Code,
    IReadOnlyList<string> DemandedBy,
    IReadOnlyList<string> PolicyIds,
    string CredentialKeyId,
    IReadOnlyList<SeenAt> Seen,
    IReadOnlyList<FailureDetail> Details)
{
    /// <summary>What the log's words add to the code: a meaning of <see cref="FailureReasonTable"/>; null when they say nothing.</summary>
    public string? Says { get; init; }

    /// <summary>Present when the code proves that the caller held the right password: where the caller was.</summary>
    public Place? Place { get; init; }

    /// <summary>Present when the password was wrong: where the caller was. Of too many places in one hour the last by name are kept without it.</summary>
    public Place? GuessedFrom { get; init; }

    /// <summary>Present when this is no sign-in but an operation that Azure Resource Manager refused for want of MFA; the code is then the HTTP status.</summary>
    public string? DeniedOperation { get; init; }

    /// <summary>Present when this is no sign-in but a lockout in Active Directory: the computer that caused it, empty when the event names none. The code is then Windows' own, 4740.</summary>
    public string? LockedFrom { get; init; }

    /// <summary>False for what no sign-in log has.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSignIn => DeniedOperation is null && LockedFrom is null;
}

/// <summary>One distinct event: when, and its key. Orders by time, then key.</summary>
internal readonly record struct SeenAt(int Ms, string Key) : IComparable<SeenAt>
{
    public int CompareTo(SeenAt other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : string.CompareOrdinal(Key, other.Key);
}

/// <summary>What a person wants to see of a failure; kept for the first and last few of a group.</summary>
internal sealed record FailureDetail(SeenAt Seen, string Id)
{
    public string? AppName { get; init; }

    public string? ResourceName { get; init; }

    public string? PolicyNames { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public string? CorrelationId { get; init; }

    public string? Computer { get; init; }
}
