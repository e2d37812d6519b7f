using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>What correlation rules need of the events that other rules match.</summary>
internal static class CapturedFields
{
    /// <summary>Fields by the place of the rule in its set.</summary>
    public static ILookup<int, string> Of(SigmaRuleSet rules)
    {
        var captures = new List<(int Rule, string Field)>();
        foreach (var correlation in rules.Rules.OfType<CorrelationRule>())
        {
            foreach (var (name, _) in correlation.Plan.Rules)
            {
                if (rules.Find(name) is { } place)
                {
                    captures.AddRange(Below(rules, place, correlation.Plan.GroupBy.Concat(correlation.Plan.Fields).Select(field => FieldOf(correlation.Plan, field, rules.Rules[place]))));
                }
            }
        }

        return captures.ToLookup(entry => entry.Rule, entry => entry.Field);
    }

    /// <summary>What a rule's events call a field or alias of a correlation.</summary>
    public static string FieldOf(CorrelationPlan plan, string field, SigmaRule rule) =>
        plan.Aliases.TryGetValue(field, out var names) && (names.GetValueOrDefault(rule.Heading.Name ?? "") ?? names.GetValueOrDefault(rule.Heading.Id)) is { } own ? own : field;

    /// <summary>A correlation of correlations asks the events at the bottom.</summary>
    private static IEnumerable<(int Rule, string Field)> Below(SigmaRuleSet rules, int place, IEnumerable<string> fields) => rules.Rules[place] is not CorrelationRule inner
        ? fields.Select(field => (place, field))
        : inner.Plan.Rules.Select(rule => rules.Find(rule.Name)).OfType<int>()
            .SelectMany(below => Below(rules, below, fields.Select(field => FieldOf(inner.Plan, field, rules.Rules[below]))));
}
