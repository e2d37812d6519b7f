using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection;

/// <summary>Findings as they are shown: the facts in state, with names, cause and remedies added.</summary>
/// <param name="codes">The table whose words the causes use; the shipped one when none is given.</param>
public sealed class FindingRepository(IdentityRepository identities, ErrorCodeTable? codes = null)
{
    public async Task<FindingsDocument> ReadAllAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        await foreach (var (identity, rows) in identities.ReadRowsAsync(ct))
        {
            findings.AddRange(Documents.FindingsOf(identity, rows, codes ?? ErrorCodeTable.Shipped, identities.Kinds));
        }

        return Documents.Of(findings);
    }
}
