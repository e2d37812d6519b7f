using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>Counts one match for the correlation rules that name its rule, in state that survives a restart.</summary>
/// <remarks>Repeatable: the same match again gives the same answer, also when a crash came between two of its steps.</remarks>
public sealed class CorrelateMatchHandler
{
    private readonly CorrelationWalk _walk;
    private readonly CorrelationRepository _groups;

    public CorrelateMatchHandler(SigmaRuleSet rules, IStateStore store) => (_walk, _groups) = (new CorrelationWalk(rules), new CorrelationRepository(store));

    /// <returns>What correlation rules match with this event in it; empty for a match without a time.</returns>
    /// <exception cref="StaleStateException">Other writers were first every time.</exception>
    public Task<IReadOnlyList<CorrelationMatch>> HandleAsync(string tenantId, SigmaMatch match, CancellationToken ct) =>
        _walk.RunAsync(match, step => Race.RunAsync(() => TakeAsync(tenantId, step, ct)));

    private async Task<CorrelationDecision> TakeAsync(string tenantId, CorrelationStep step, CancellationToken ct)
    {
        var rule = _walk.RuleOf(step);
        var known = await _groups.FindAsync(tenantId, rule.Heading.Id, step.GroupKey, ct);
        var decision = CorrelationDecision.For(rule.Plan, known?.Value ?? CorrelationGroup.Empty, step.Occurrence);
        if (decision.Group != known?.Value)
        {
            await _groups.SaveAsync(tenantId, rule.Heading.Id, step.GroupKey, decision.Group, known, ct);
        }

        return decision;
    }
}
