using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>Counts one match for the correlation rules that name its rule, in state that survives a restart.</summary>
/// <remarks>Repeatable: the same match again gives the same answer, also when a crash came between two of its steps.</remarks>
public sealed class CorrelateMatchHandler
{
    private readonly CorrelationRoutes _routes;
    private readonly CorrelationRepository _groups;

    public CorrelateMatchHandler(SigmaRuleSet rules, IStateStore store) => (_routes, _groups) = (new CorrelationRoutes(rules), new CorrelationRepository(store));

    /// <returns>What correlation rules match with this event in it; empty for a match without a time.</returns>
    /// <exception cref="StaleStateException">Other writers were first every time.</exception>
    public async Task<IReadOnlyList<CorrelationMatch>> HandleAsync(string tenantId, SigmaMatch match, CancellationToken ct)
    {
        var found = new List<CorrelationMatch>();
        if (match.At is { } at)
        {
            var steps = new Queue<CorrelationStep>(_routes.Steps(_routes.Numbers[match.Rule.Heading.Id], at, match.EventKey, match.Fields));
            while (steps.TryDequeue(out var step))
            {
                var decision = await Race.RunAsync(() => TakeAsync(tenantId, step, ct));
                foreach (var episode in decision.Episodes)
                {
                    found.Add(new CorrelationMatch(_routes.Rule(step.Correlation), step.GroupKey, step.Group, episode.First, episode.Last, episode.Events, decision.Group.IsCut)
                    {
                        Times = episode.Times,
                    });
                    foreach (var above in _routes.Above(step, episode))
                    {
                        steps.Enqueue(above);
                    }
                }
            }
        }

        return found;
    }

    private async Task<CorrelationDecision> TakeAsync(string tenantId, CorrelationStep step, CancellationToken ct)
    {
        var rule = _routes.Rule(step.Correlation);
        var known = await _groups.FindAsync(tenantId, rule.Heading.Id, step.GroupKey, ct);
        var decision = CorrelationDecision.For(rule.Plan, known?.Value ?? CorrelationGroup.Empty, step.Occurrence);
        if (decision.Group != known?.Value)
        {
            await _groups.SaveAsync(tenantId, rule.Heading.Id, step.GroupKey, decision.Group, known, ct);
        }

        return decision;
    }
}
