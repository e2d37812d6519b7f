using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection;

/// <summary>Findings as they are shown: the facts in state, with names, cause and remedies added.</summary>
public sealed class FindingRepository(IdentityRepository identities)
{
    private const int SchemaVersion = 1;

    /// <summary>Every open finding: most severe first, then by finding, identity and id.</summary>
    /// <remarks>A withdrawn finding never was true, so it is not here; otherwise the document would depend on the order in which rows came.</remarks>
    public async Task<FindingsDocument> ReadAllAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        await foreach (var (_, identity, rows) in identities.ReadRowsAsync(ct))
        {
            findings.AddRange(rows.Where(row => row.IsShown).Select(row => FindingText.Show(row.Cause, row.Total!, identity, FindingState.Open)));
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
