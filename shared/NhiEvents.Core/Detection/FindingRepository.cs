using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;

namespace NhiEvents.Core.Detection;

/// <summary>Findings as they are shown: the facts in state, with names, cause and remedies added.</summary>
/// <param name="codes">The table whose words the causes use; the shipped one when none is given.</param>
public sealed class FindingRepository(IdentityRepository identities, ErrorCodeTable? codes = null)
{
    private const int SchemaVersion = 1;

    /// <summary>Every open finding: most severe first, then by finding, identity and id.</summary>
    /// <remarks>A withdrawn finding never was true, so it is not here; otherwise the document would depend on the order in which rows came.</remarks>
    public async Task<FindingsDocument> ReadAllAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        await foreach (var (_, identity, rows) in identities.ReadRowsAsync(ct))
        {
            var facts = rows.Where(row => row.IsShown(identity)).Select(row => new FindingFacts(row.Cause, row.Total!, identity, codes ?? ErrorCodeTable.Shipped) { Kinds = identities.Kinds });
            findings.AddRange(facts.Select(known => FindingText.Show(known, FindingState.Open)));
        }

        return new FindingsDocument(
            SchemaVersion,
            [
                .. findings
                    .OrderByDescending(finding => finding.Severity)
                    .ThenBy(finding => finding.FindingType, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Identity.Id, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Id, StringComparer.Ordinal),
            ]);
    }
}
