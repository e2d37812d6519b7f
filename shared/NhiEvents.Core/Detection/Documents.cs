using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;

namespace NhiEvents.Core.Detection;

/// <summary>How what is known of identities becomes the documents that people and programs read, whoever kept it.</summary>
internal static class Documents
{
    private const int SchemaVersion = 1;

    /// <summary>The open findings of one identity.</summary>
    /// <remarks>A withdrawn finding never was true, so it is not here; otherwise the document would depend on the order in which rows came.</remarks>
    public static IEnumerable<Finding> FindingsOf(IdentityRow identity, IEnumerable<FindingRow> rows, ErrorCodeTable codes) =>
        rows.Where(row => row.IsShown(identity)).Select(row => FindingText.Show(new FindingFacts(row.Cause, row.Total!, identity, codes), FindingState.Open));

    public static IdentitySummary SummaryOf(IdentityRow identity, IEnumerable<FindingRow> rows) => new(
        identity.ToRef(),
        identity.TenantId,
        FindingText.UnknownOwner,
        identity.Classification().Reasons,
        identity.FirstSeen,
        identity.LastSeen,
        identity.Successes,
        identity.Failures,
        [.. rows.Where(row => row.IsShown(identity)).Select(row => row.Cause.Finding).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>Most severe first, then by finding, identity and id.</summary>
    public static FindingsDocument Of(IEnumerable<Finding> findings) => new(
        SchemaVersion,
        [
            .. findings
                .OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.FindingType, StringComparer.Ordinal)
                .ThenBy(finding => finding.Identity.Id, StringComparer.Ordinal)
                .ThenBy(finding => finding.Id, StringComparer.Ordinal),
        ]);

    /// <summary>By id.</summary>
    public static IdentitiesDocument Of(IEnumerable<IdentitySummary> identities) => new(
        SchemaVersion,
        [.. identities.OrderBy(identity => identity.Identity.Id, StringComparer.Ordinal).ThenBy(identity => identity.TenantId, StringComparer.Ordinal)]);
}
