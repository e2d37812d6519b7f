using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>Events that a correlation rule has matched together.</summary>
/// <param name="GroupKey">With the rule's id, the same for the same group.</param>
/// <param name="Group">The group-by fields and their values.</param>
/// <param name="Events">Keys of the distinct events, in order of time.</param>
/// <param name="IsAtLeast">More events came than were remembered.</param>
public sealed record CorrelationMatch(
    CorrelationRule Rule,
    string GroupKey,
    IReadOnlyDictionary<string, string> Group,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    IReadOnlyList<string> Events,
    bool IsAtLeast)
{
    /// <summary>When each of <see cref="Events"/> happened; of a match that <see cref="CorrelateMatchHandler"/> found.</summary>
    public IReadOnlyList<DateTimeOffset> Times { get; init; } = [];
}

/// <summary>Counts the matches of a whole input in memory; the same decision as <see cref="CorrelateMatchHandler"/> makes with state.</summary>
public sealed class CorrelationRun
{
    private readonly CorrelationRoutes _routes;
    private readonly Dictionary<(int Correlation, string Group), (CorrelationStep Step, CorrelationGroup Group)> _groups = [];
    private readonly Dictionary<(int Correlation, string Group), List<CorrelationMatch>> _found = [];

    public CorrelationRun(SigmaRuleSet rules) => _routes = new CorrelationRoutes(rules);

    /// <summary>Matches of single rules that are only there to be counted.</summary>
    public bool IsOnlyCounted(SigmaRule rule) => _routes.IsOnlyCounted(rule);

    /// <summary>Counts the matches in order of their time; those without a time cannot be counted.</summary>
    /// <param name="isAll">Nothing follows: what depends on nothing more happening is decided now.</param>
    public IReadOnlyList<CorrelationMatch> Count(IEnumerable<SigmaMatch> matches, bool isAll = true)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var match in matches.Where(match => match.At is not null).OrderBy(match => match.At).ThenBy(match => match.EventKey, StringComparer.Ordinal))
        {
            last = match.At!.Value;
            foreach (var step in _routes.Steps(_routes.Numbers[match.Rule.Heading.Id], last, match.EventKey, match.Fields))
            {
                Take(step);
            }
        }

        foreach (var (step, group) in isAll ? [.. _groups.Values] : new List<(CorrelationStep, CorrelationGroup)>())
        {
            foreach (var episode in Episode.Of(_routes.Rule(step.Correlation).Plan, group.Occurrences, DateTimeOffset.MaxValue))
            {
                Keep(step, group, episode);
            }
        }

        return [.. _found.Values.SelectMany(matches => matches).OrderBy(match => match.FirstSeen).ThenBy(match => match.Rule.Heading.Id, StringComparer.Ordinal).ThenBy(match => match.GroupKey, StringComparer.Ordinal)];
    }

    private void Take(CorrelationStep step)
    {
        var known = _groups.TryGetValue((step.Correlation, step.GroupKey), out var entry) ? entry.Group : CorrelationGroup.Empty;
        var decision = CorrelationDecision.For(_routes.Rule(step.Correlation).Plan, known, step.Occurrence);
        _groups[(step.Correlation, step.GroupKey)] = (step, decision.Group);
        foreach (var episode in decision.Episodes)
        {
            Keep(step, decision.Group, episode);
            foreach (var above in _routes.Above(step, episode))
            {
                Take(above);
            }
        }
    }

    /// <summary>An episode takes the place of what was known of it: more events came, or the first ones are no longer remembered.</summary>
    private void Keep(CorrelationStep step, CorrelationGroup group, Episode episode)
    {
        var found = _found.TryGetValue((step.Correlation, step.GroupKey), out var known) ? known : _found[(step.Correlation, step.GroupKey)] = [];
        var same = found.Where(match => match.FirstSeen <= episode.Last && episode.First <= match.LastSeen).ToList();
        found.RemoveAll(same.Contains);
        var first = same.Select(match => match.FirstSeen).Append(episode.First).Min();
        var last = same.Select(match => match.LastSeen).Append(episode.Last).Max();
        found.Add(new CorrelationMatch(_routes.Rule(step.Correlation), step.GroupKey, step.Group, first, last, episode.Events, group.IsCut));
    }
}
