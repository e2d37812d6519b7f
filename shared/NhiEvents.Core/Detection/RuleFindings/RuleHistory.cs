using System.Collections.Concurrent;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Correlation;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>What rules find in a whole recorded input: the same decisions as <see cref="DetectRuleMatchesHandler"/>, without its state.</summary>
public sealed class RuleHistory
{
    /// <summary>So many effects of one finding are put together at a time: each time costs the whole row.</summary>
    private const int Batch = 512;

    private readonly RuleEffects _effects;
    private readonly Dictionary<(string Tenant, string Subject, string Rule), (RuleFindingRow Row, List<RuleEffect> New)> _findings = [];
    private readonly ConcurrentBag<RuleMatched> _matches = [];

    public RuleHistory(SigmaRuleSet rules, DetectionOptions options)
    {
        var correlations = new CorrelationHistory(rules);
        _effects = new RuleEffects(rules, (tenantId, match, _) => correlations.AddAsync(tenantId, match), options.TrustedActors);
    }

    /// <summary>From any thread.</summary>
    public void Add(IEnumerable<RuleMatched> matches)
    {
        foreach (var match in matches)
        {
            _matches.Add(match);
        }
    }

    /// <summary>The findings, once all is added.</summary>
    /// <param name="known">What the input shows of identities.</param>
    public async Task<IReadOnlyList<Finding>> DecideAsync(IEnumerable<IdentitySummary> known, CancellationToken ct)
    {
        foreach (var match in _matches.OrderBy(match => match.At).ThenBy(match => match.Key, StringComparer.Ordinal).ThenBy(match => match.RuleId, StringComparer.Ordinal).ThenBy(match => match.SubjectId, StringComparer.Ordinal))
        {
            Take(_effects.Own(match));
            foreach (var effect in await _effects.CorrelatedAsync(match, ct))
            {
                Take(effect);
            }
        }

        var identities = known.ToDictionary(identity => (identity.TenantId, identity.Identity.Id));
        return
        [
            .. from finding in _findings
               let row = RuleEffect.Apply(finding.Value.Row, finding.Value.New)
               select RuleFindingText.Show(row, _effects.Heading(row.RuleId)!, identities.GetValueOrDefault((row.TenantId, row.SubjectId))),
        ];
    }

    private void Take(RuleEffect? effect)
    {
        if (effect is null)
        {
            return;
        }

        var key = (effect.TenantId, effect.SubjectId, effect.RuleId);
        var (row, more) = _findings.TryGetValue(key, out var found) ? found : (RuleFindingRow.New(effect.TenantId, effect.RuleId, effect.SubjectId), []);
        more.Add(effect);
        _findings[key] = more.Count < Batch ? (row, more) : (RuleEffect.Apply(row, more), []);
    }
}
