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
            Findings = findings.Count > 0 ? [.. findings.Select(finding => finding.FindingType).Distinct().Order(StringComparer.Ordinal)] : null,
        };
    }
}

/// <summary>One identity, whole.</summary>
internal sealed record IdentityDetail(IdentityRecord Identity, IdentityStatus Status, IReadOnlyList<FindingEntry> Open)
{
    /// <summary>The last question to its owner; absent when nobody was ever asked.</summary>
    public Attestations.AttestationEntry? Attestation { get; init; }
}
