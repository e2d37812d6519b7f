using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Onboard;

/// <summary>How much of one finding would be reported.</summary>
internal sealed record FindingCount(string FindingType, string Name, Severity Severity, int Identities, long Events)
{
    public static IReadOnlyList<FindingCount> Of(IReadOnlyList<TenantIdentity> identities) =>
    [
        .. identities.SelectMany(identity => identity.Findings)
            .GroupBy(finding => (finding.FindingType, finding.Name))
            .Select(group => new FindingCount(group.Key.FindingType, group.Key.Name, group.Max(finding => finding.Severity), group.Select(finding => finding.Identity.Id).Distinct().Count(), group.Sum(finding => (long)finding.Count)))
            .OrderByDescending(count => count.Severity).ThenBy(count => count.FindingType, StringComparer.Ordinal),
    ];
}
