namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>Counts the matches of a whole recorded input, one after the other, in memory: the decisions of <see cref="CorrelateMatchHandler"/>, without its state.</summary>
internal sealed class CorrelationHistory(SigmaRuleSet rules)
{
    private readonly CorrelationWalk _walk = new(rules);
    private readonly Dictionary<(string TenantId, int Correlation, string GroupKey), CorrelationGroup> _groups = [];

    public Task<IReadOnlyList<CorrelationMatch>> AddAsync(string tenantId, SigmaMatch match) => _walk.RunAsync(match, step => Task.FromResult(Take(tenantId, step)));

    private CorrelationDecision Take(string tenantId, CorrelationStep step)
    {
        var key = (tenantId, step.Correlation, step.GroupKey);
        var decision = CorrelationDecision.For(_walk.RuleOf(step).Plan, _groups.GetValueOrDefault(key, CorrelationGroup.Empty), step.Occurrence);
        _groups[key] = decision.Group;
        return decision;
    }
}
