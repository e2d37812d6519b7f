using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Correlation;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>Which findings a match belongs to: that of its own rule, and those of the correlation rules that count it.</summary>
/// <param name="correlate">Counts a tenant's match for the correlation rules that name its rule, and says which of them match with it.</param>
internal sealed class RuleEffects(SigmaRuleSet rules, Func<string, SigmaMatch, CancellationToken, Task<IReadOnlyList<CorrelationMatch>>> correlate, IReadOnlyList<string> trusted)
{
    private readonly CorrelationRoutes _routes = new(rules);

    private readonly HashSet<string> _trusted = trusted.Select(id => id.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    /// <summary>The finding of the rule itself; null for a rule that is not loaded (any more), one that is only counted, and what a trusted actor did.</summary>
    /// <remarks>Nor for one of level informational: the specification says that such a rule is to mark events and must alert nobody.</remarks>
    public RuleEffect? Own(RuleMatched match) =>
        IsTaken(match) && RuleOf(match) is { Heading.Level: not SigmaLevel.Informational } rule && !_routes.IsOnlyCounted(rule) ? new RuleEffect(match.TenantId, match.RuleId, match.SubjectId, [new SeenMatch(match.At, match.Key, match.ActorId)])
        {
            Log = match.Log,
            Evidence = match.Evidence,
            Name = match.SubjectName is { } name ? new LatestText(match.At, match.Key, name) : null,
        } : null;

    /// <summary>Counts the match, and says for which correlation rules their condition holds with it.</summary>
    /// <remarks>Repeatable.</remarks>
    /// <exception cref="Ports.StaleStateException">Where it is counted in state: other writers were first every time.</exception>
    public async Task<IReadOnlyList<RuleEffect>> CorrelatedAsync(RuleMatched match, CancellationToken ct)
    {
        if (!IsTaken(match) || RuleOf(match) is not { } rule)
        {
            return [];
        }

        var known = new SigmaMatch(rule, match.Key, match.At, match.Log, match.TenantId, null, null, match.Fields);
        return [.. (await correlate(match.TenantId, known, ct)).Select(found => Of(match, found))];
    }

    public SigmaHeading? Heading(string ruleId) => _routes.Numbers.TryGetValue(ruleId, out var number) ? rules.Rules[number].Heading : null;

    private static RuleEffect Of(RuleMatched match, CorrelationMatch found)
    {
        var values = found.Group.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Value).ToList();

        // Grouped by one object, the finding is about that object; else about the group.
        var subject = values is [var only] && Guid.TryParse(only, out var id) ? id.ToString() : found.GroupKey;
        var name = values.Count > 0 ? string.Join(", ", values) : found.Rule.Heading.Title;
        return new RuleEffect(match.TenantId, found.Rule.Heading.Id, subject, [.. found.Events.Zip(found.Times, (key, at) => new SeenMatch(at, key))])
        {
            Name = new LatestText(DateTimeOffset.MinValue, "", name),
            IsAtLeast = found.IsAtLeast,
        };
    }

    private bool IsTaken(RuleMatched match) => !_trusted.Contains((match.ActorId ?? match.SubjectId).ToLowerInvariant());

    private SigmaRule? RuleOf(RuleMatched match) => _routes.Numbers.TryGetValue(match.RuleId, out var number) ? rules.Rules[number] : null;
}

/// <summary>Events that one finding of a rule grows by.</summary>
internal sealed record RuleEffect(string TenantId, string RuleId, string SubjectId, IReadOnlyList<SeenMatch> Seen)
{
    public string Log { get; init; } = "";

    public IReadOnlyList<string> Evidence { get; init; } = [];

    public LatestText? Name { get; init; }

    public bool IsAtLeast { get; init; }

    /// <summary>The finding with these events in it.</summary>
    public static RuleFindingRow Apply(RuleFindingRow row, IReadOnlyList<RuleEffect> effects)
    {
        var next = row.With(effects.SelectMany(effect => effect.Seen));
        var log = effects.Select(effect => effect.Log).Append(row.Log).Max(StringComparer.Ordinal)!;
        var evidence = effects.SelectMany(effect => effect.Evidence).Except(row.Evidence).ToList();
        var name = effects.Aggregate(row.SubjectName, (latest, effect) => effect.Name is { } said ? LatestText.Of(latest, said.At, said.Key, said.Text) : latest);
        var atLeast = row.IsAtLeast || effects.Any(effect => effect.IsAtLeast);
        return ReferenceEquals(next, row) && log == row.Log && evidence.Count == 0 && name == row.SubjectName && atLeast == row.IsAtLeast
            ? row
            : next with { Log = log, Evidence = [.. row.Evidence.Union(evidence).Order(StringComparer.Ordinal)], SubjectName = name, IsAtLeast = atLeast };
    }
}
