using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.RuleFindings;

namespace NhiEvents.Core.Detection;

/// <summary>Findings as they are shown: the facts in state, with names, cause and remedies added.</summary>
/// <param name="codes">The table whose words the causes use; the shipped one when none is given.</param>
/// <param name="rules">The findings of loaded rules; none when it is not given.</param>
/// <param name="options">The defaults when none are given.</param>
/// <param name="governance">Findings that no journal holds; none when it is not given.</param>
public sealed class FindingRepository(IdentityRepository identities, ErrorCodeTable? codes = null, RuleFindingRepository? rules = null, GovernanceFindings? governance = null, DetectionOptions? options = null)
{
    public async Task<FindingsDocument> ReadAllAsync(CancellationToken ct)
    {
        var (findings, known) = (new List<Finding>(), new Dictionary<(string, string), IdentitySummary>());
        await foreach (var (identity, rows) in identities.ReadRowsAsync(ct))
        {
            findings.AddRange(Documents.FindingsOf(identity, rows, codes ?? ErrorCodeTable.Shipped, identities.Kinds));
            if (rules is not null || governance is not null)
            {
                known[(identity.TenantId, identity.Id)] = IdentitySummaries.Of(identity, [], identities.Kinds);
            }
        }

        if (rules is not null)
        {
            await foreach (var finding in rules.ReadAllAsync(known, ct))
            {
                findings.Add(finding);
            }
        }

        if (governance is not null)
        {
            await foreach (var finding in governance.ReadAllAsync(known.Values, ct))
            {
                findings.Add(finding);
            }
        }

        await foreach (var finding in SourceFindings.ReadAllAsync(identities.Coverage, options ?? new DetectionOptions(), ct))
        {
            findings.Add(finding);
        }

        return Documents.Of(findings);
    }
}
