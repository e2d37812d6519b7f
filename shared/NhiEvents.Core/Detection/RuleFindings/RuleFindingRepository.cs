using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>The findings of loaded rules.</summary>
public sealed class RuleFindingRepository(IStateStore store, SigmaRuleSet rules)
{
    internal const string Kind = "rule-finding";

    private readonly Dictionary<string, Sigma.Rules.SigmaHeading> _headings = rules.Rules.ToDictionary(rule => rule.Heading.Id, rule => rule.Heading, StringComparer.Ordinal);

    /// <summary>All of them; those of a rule that is no longer loaded have no words, and are left out until it is.</summary>
    /// <param name="known">What Detection knows of identities, by tenant and id.</param>
    internal async IAsyncEnumerable<Finding> ReadAllAsync(IReadOnlyDictionary<(string Tenant, string Id), IdentitySummary> known, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (!row.RowKey.StartsWith('~') && row.As(DetectionJson.Default.RuleFindingRow).Value is { Seen.Count: > 0 } found && HeadingOf(found.RuleId) is { } rule)
                {
                    yield return RuleFindingText.Show(found, rule, known.GetValueOrDefault((found.TenantId, found.SubjectId)));
                }
            }
        }
    }

    /// <summary>What a rule says of itself; null when it is not loaded.</summary>
    internal Sigma.Rules.SigmaHeading? HeadingOf(string ruleId) => _headings.GetValueOrDefault(ruleId);

    internal Task<Versioned<RuleFindingRow>?> FindAsync(string tenantId, string subjectId, string ruleId, CancellationToken ct) =>
        store.ReadAsync(Partition.For(tenantId, Kind, subjectId), RuleFindingRow.Key(subjectId, ruleId), DetectionJson.Default.RuleFindingRow, ct);
}
