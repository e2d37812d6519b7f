using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Detection;

/// <summary>How what is known of identities becomes the documents that people and programs read, whoever kept it.</summary>
internal static class Documents
{
    private const int SchemaVersion = 1;

    /// <summary>The open findings of one identity.</summary>
    /// <remarks>A withdrawn finding never was true, so it is not here; otherwise the document would depend on the order in which rows came.</remarks>
    public static IEnumerable<Finding> FindingsOf(IdentityRow identity, IEnumerable<FindingRow> rows, ErrorCodeTable codes, KindTable kinds) =>
        rows.Where(row => row.IsShown(identity)).Select(row => FindingText.Show(new FindingFacts(row.Cause, row.Total!, identity, codes) { Kinds = kinds }, FindingState.Open));

    public static IdentitySummary SummaryOf(IdentityRow identity, IEnumerable<FindingRow> rows, KindTable kinds, TimeSpan learnFor) =>
        IdentitySummaries.Of(identity, [.. rows.Where(row => row.IsShown(identity)).Select(row => row.Cause.Finding).Distinct().Order(StringComparer.Ordinal)], kinds, learnFor);

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

    /// <summary>By id; with whom the registry names and no row does.</summary>
    public static IdentitiesDocument Of(IReadOnlyCollection<IdentitySummary> identities, IReadOnlyList<IdentityFacts> registered)
    {
        var seen = identities.SelectMany(identity => new[] { identity.Identity.Id, identity.Identity.UserPrincipalName, identity.Identity.AppId }).OfType<string>();
        return new IdentitiesDocument(
            SchemaVersion,
            [.. identities.OrderBy(identity => identity.Identity.Id, StringComparer.Ordinal).ThenBy(identity => identity.TenantId, StringComparer.Ordinal)])
        {
            NotSeen = IdentitySummaries.NotSeen(registered, seen.ToHashSet(StringComparer.OrdinalIgnoreCase)),
        };
    }
}
