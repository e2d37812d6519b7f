using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Findings;

namespace NhiEvents.Core.Portal.Identities;

/// <summary>Whether what an identity does works, as far as the logs tell.</summary>
internal enum IdentityStatus
{
    /// <summary>An open finding says that sign-ins fail.</summary>
    Broken,

    /// <summary>An open finding of another family.</summary>
    Attention,

    /// <summary>It has signed in, and nothing is open.</summary>
    Working,

    /// <summary>No success was ever seen, and nothing is open.</summary>
    Unknown,
}

/// <summary>An identity with what is open about it; an element of the list.</summary>
/// <param name="Entry">What Detection says of it.</param>
/// <param name="Open">Open findings.</param>
internal sealed record IdentityView(IdentityEntry Entry, IdentityStatus Status, int Open)
{
    /// <summary>Of the open findings.</summary>
    public Severity? Worst { get; init; }

    /// <summary>The first event of the oldest open finding that says that sign-ins fail.</summary>
    public DateTimeOffset? BrokenSince { get; init; }

    /// <summary>What the worst open finding says.</summary>
    public string? Cause { get; init; }

    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>The open findings themselves; a list shows their number only.</summary>
    [JsonIgnore]
    public IReadOnlyList<FindingEntry> OpenFindings { get; init; } = [];

    public MfaReadiness Readiness { get; init; }

    private static readonly string[] Stopped = ["NHI101", "NHI108", "NHI111"];

    private static readonly string[] Stops = ["NHI204", "NHI407"];

    private static MfaReadiness ReadinessOf(IdentityKind kind, List<FindingEntry> open) =>
        kind.IsServicePrincipal() ? MfaReadiness.NotConcerned
        : open.Exists(finding => Stopped.Contains(finding.FindingType)) ? MfaReadiness.Breaks
        : open.Exists(finding => Stops.Contains(finding.FindingType)) ? MfaReadiness.WillBreak
        : MfaReadiness.NoSign;

    public static IdentityView Of(IdentityEntry entry, IEnumerable<FindingEntry> open)
    {
        var findings = open.OrderByDescending(finding => finding.IsBreakage()).ThenByDescending(finding => finding.Severity).ThenByDescending(finding => finding.LastSeen).ToList();
        var status = findings.Count == 0 ? (entry.LastSuccess is null ? IdentityStatus.Unknown : IdentityStatus.Working)
            : findings[0].IsBreakage() ? IdentityStatus.Broken
            : IdentityStatus.Attention;
        return new IdentityView(entry, status, findings.Count)
        {
            Worst = findings.Count > 0 ? findings.Max(finding => finding.Severity) : null,
            BrokenSince = status is IdentityStatus.Broken ? findings.Where(finding => finding.IsBreakage()).Min(finding => finding.FirstSeen) : null,
            Cause = findings.Count > 0 ? findings[0].Cause : null,
            Readiness = ReadinessOf(entry.Identity.Kind, findings),
            OpenFindings = findings,
            Findings = findings.Count > 0 ? [.. findings.Select(finding => finding.FindingType).Distinct().Order(StringComparer.Ordinal)] : null,
        };
    }
}

/// <summary>What the open findings say of the day on which MFA is demanded of it.</summary>
internal enum MfaReadiness
{
    /// <summary>A challenge or a policy stops it already.</summary>
    Breaks,

    /// <summary>It rests on something that a known change takes away, or on a protocol without a second factor.</summary>
    WillBreak,

    /// <summary>Nothing open says that it would break; not a proof that it would not.</summary>
    NoSign,

    /// <summary>An application or a managed identity: nobody demands MFA of those.</summary>
    NotConcerned,
}

/// <summary>One identity, whole.</summary>
internal sealed record IdentityDetail(IdentityRecord Identity, IdentityStatus Status, IReadOnlyList<FindingEntry> Open)
{
    public MfaReadiness Readiness { get; init; }

    /// <summary>The last question to its owner; absent when nobody was ever asked.</summary>
    public Attestations.AttestationEntry? Attestation { get; init; }
}
