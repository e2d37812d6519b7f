using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>Takes a match to the correlation rules that name its rule, and what these match to those above them, wherever their groups are remembered.</summary>
internal sealed class CorrelationWalk(SigmaRuleSet rules)
{
    private readonly CorrelationRoutes _routes = new(rules);

    public CorrelationRule RuleOf(CorrelationStep step) => _routes.Rule(step.Correlation);

    /// <param name="take">Counts an event in its group.</param>
    /// <returns>What correlation rules match with this event in it; empty for a match without a time.</returns>
    public async Task<IReadOnlyList<CorrelationMatch>> RunAsync(SigmaMatch match, Func<CorrelationStep, Task<CorrelationDecision>> take)
    {
        var found = new List<CorrelationMatch>();
        if (match.At is { } at)
        {
            var steps = new Queue<CorrelationStep>(_routes.Steps(_routes.Numbers[match.Rule.Heading.Id], at, match.EventKey, match.Fields));
            while (steps.TryDequeue(out var step))
            {
                var decision = await take(step);
                foreach (var episode in decision.Episodes)
                {
                    found.Add(new CorrelationMatch(RuleOf(step), step.GroupKey, step.Group, episode.First, episode.Last, episode.Events, decision.Group.IsCut)
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
}
