using NhiEvents.Contracts;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>What a group remembers with one more event, and in which episodes that event stands.</summary>
/// <remarks>Pure. Deciding again on the same event gives the same group and the same episodes, so that a second delivery finishes what a crash left.</remarks>
internal sealed record CorrelationDecision(CorrelationGroup Group, IReadOnlyList<Episode> Episodes)
{
    public static CorrelationDecision For(CorrelationPlan plan, CorrelationGroup group, Occurrence occurrence)
    {
        var next = group.With(occurrence, plan);
        return new CorrelationDecision(next, [.. Episode.Of(plan, next.Occurrences, next.Latest - CorrelationGroup.Lateness).Where(episode => episode.Holds(occurrence.At))]);
    }
}

/// <summary>Where an event of one rule belongs in one correlation.</summary>
/// <param name="Correlation">The place of the correlation in its set of rules.</param>
/// <param name="Group">Its group-by fields and their values.</param>
internal sealed record CorrelationStep(int Correlation, IReadOnlyDictionary<string, string> Group, Occurrence Occurrence)
{
    /// <summary>Stands for the group in keys: 32 hex digits.</summary>
    public string GroupKey { get; } = MessageIds.From([.. Group.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => new[] { field.Key, field.Value.ToLowerInvariant() })]);
}

/// <summary>Which correlations an event counts for.</summary>
internal sealed class CorrelationRoutes
{
    private readonly SigmaRuleSet _rules;
    private readonly ILookup<int, (int Correlation, int Place)> _above;

    public CorrelationRoutes(SigmaRuleSet rules)
    {
        _rules = rules;
        _above = rules.Rules
            .Select((rule, number) => (rule, number))
            .Where(entry => entry.rule is CorrelationRule)
            .SelectMany(entry => ((CorrelationRule)entry.rule).Plan.Rules.Select((named, place) => (Below: rules.Find(named.Name)!.Value, Correlation: entry.number, Place: place)))
            .ToLookup(entry => entry.Below, entry => (entry.Correlation, entry.Place));
        Numbers = rules.Rules.Select((rule, number) => (rule.Heading.Id, number)).ToDictionary(entry => entry.Id, entry => entry.number, StringComparer.Ordinal);
    }

    /// <summary>Places in the set by rule id.</summary>
    public IReadOnlyDictionary<string, int> Numbers { get; }

    public CorrelationRule Rule(int number) => (CorrelationRule)_rules.Rules[number];

    /// <summary>Rules whose matches are only counted, because a correlation without <c>generate</c> names them.</summary>
    public bool IsOnlyCounted(SigmaRule rule) =>
        _above[Numbers[rule.Heading.Id]].ToList() is { Count: > 0 } above && above.All(entry => !Rule(entry.Correlation).Plan.Generate);

    /// <param name="number">The rule that matched.</param>
    /// <param name="fields">What its event holds. An event without a value to group by belongs to no group.</param>
    public IEnumerable<CorrelationStep> Steps(int number, DateTimeOffset at, string key, IReadOnlyDictionary<string, string> fields, string? source = null)
    {
        foreach (var (correlation, place) in _above[number])
        {
            var plan = Rule(correlation).Plan;
            var group = plan.GroupBy.Distinct(StringComparer.Ordinal).ToDictionary(field => field, field => ValueOf(plan, field, number, fields), StringComparer.Ordinal);
            var values = plan.Fields.Select(field => ValueOf(plan, field, number, fields)).ToList();
            if (group.Values.All(value => value.Length > 0) && values.TrueForAll(value => value.Length > 0))
            {
                yield return new CorrelationStep(correlation, group, new Occurrence(at, key, place, values.Count == 0 ? null : string.Join('\u001f', values), source));
            }
        }
    }

    /// <summary>An episode of a correlation is an event to the correlations above it.</summary>
    public IEnumerable<CorrelationStep> Above(CorrelationStep step, Episode episode) =>
        Steps(step.Correlation, episode.Met, MessageIds.From(step.GroupKey, episode.Met.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture))[..16], step.Group, step.GroupKey);

    private string ValueOf(CorrelationPlan plan, string field, int number, IReadOnlyDictionary<string, string> fields) =>
        fields.GetValueOrDefault(CapturedFields.FieldOf(plan, field, _rules.Rules[number])) ?? "";
}
