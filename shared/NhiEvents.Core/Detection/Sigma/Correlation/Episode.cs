using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>A time in which a correlation's condition held.</summary>
/// <param name="First">The first event that counts.</param>
/// <param name="Met">The event with which the condition first held.</param>
/// <param name="Last">The last event that counts.</param>
/// <param name="Events">Keys of the distinct events, in order of time.</param>
internal sealed record Episode(DateTimeOffset First, DateTimeOffset Met, DateTimeOffset Last, IReadOnlyList<string> Events)
{
    /// <summary>When each of <see cref="Events"/> happened.</summary>
    public IReadOnlyList<DateTimeOffset> Times { get; private init; } = [];

    public bool Holds(DateTimeOffset at) => First <= at && at <= Last;

    /// <summary>All episodes in what a group remembers: a function of the set alone.</summary>
    /// <param name="until">Up to where events are known: what an upper limit says is decided only when its time is over.</param>
    public static IReadOnlyList<Episode> Of(CorrelationPlan plan, IReadOnlyList<Occurrence> occurrences, DateTimeOffset until) =>
        plan.Limits.All(limit => limit.Operator is CountOperator.Greater or CountOperator.GreaterOrEqual)
            ? Sliding(plan, occurrences)
            : Tumbling(plan, occurrences, until);

    /// <summary>More events can only keep the condition: it is decided at each event, over the timespan before it.</summary>
    private static List<Episode> Sliding(CorrelationPlan plan, IReadOnlyList<Occurrence> occurrences)
    {
        var episodes = new List<Episode>();
        var window = new WindowCount(plan);
        var (start, open, met) = (0, -1, 0);
        for (var end = 0; end < occurrences.Count; end++)
        {
            window.Add(occurrences[end]);
            while (occurrences[end].At - occurrences[start].At > plan.Timespan)
            {
                window.Remove(occurrences[start++]);
            }

            if (!window.Holds(occurrences[end].At))
            {
                continue;
            }

            if (open < 0 || occurrences[start].At > episodes[^1].Last)
            {
                (open, met) = (start, end);
                episodes.Add(Between(occurrences, open, met, end));
            }
            else
            {
                episodes[^1] = Between(occurrences, open, met, end);
            }
        }

        return episodes;
    }

    /// <summary>More events can end the condition: time is cut into spans, each begun by its first event, and decided when it is over.</summary>
    private static List<Episode> Tumbling(CorrelationPlan plan, IReadOnlyList<Occurrence> occurrences, DateTimeOffset until)
    {
        var episodes = new List<Episode>();
        for (var start = 0; start < occurrences.Count && occurrences[start].At + plan.Timespan <= until;)
        {
            var window = new WindowCount(plan);
            var end = start;
            for (; end < occurrences.Count && occurrences[end].At - occurrences[start].At < plan.Timespan; end++)
            {
                window.Add(occurrences[end]);
            }

            if (window.Holds(occurrences[end - 1].At))
            {
                episodes.Add(Between(occurrences, start, end - 1, end - 1));
            }

            start = end;
        }

        return episodes;
    }

    private static Episode Between(IReadOnlyList<Occurrence> occurrences, int first, int met, int last)
    {
        var events = occurrences.Skip(first).Take(last - first + 1).DistinctBy(occurrence => occurrence.Key).ToList();
        return new Episode(occurrences[first].At, occurrences[met].At, occurrences[last].At, [.. events.Select(occurrence => occurrence.Key)])
        {
            Times = [.. events.Select(occurrence => occurrence.At)],
        };
    }
}

/// <summary>Counts what a correlation counts in a window that events enter and leave in order of time.</summary>
internal sealed class WindowCount(CorrelationPlan plan)
{
    private readonly Dictionary<string, int> _distinct = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Per rule, the latest start of a chain of events that reaches it in order; of temporal_ordered.</summary>
    private readonly DateTimeOffset?[] _chains = new DateTimeOffset?[plan.Rules.Count];

    public void Add(Occurrence occurrence)
    {
        var thing = ThingOf(occurrence);
        _distinct[thing] = _distinct.GetValueOrDefault(thing) + 1;
        _chains[occurrence.Rule] = occurrence.Rule == 0 ? occurrence.At : Later(_chains[occurrence.Rule - 1], _chains[occurrence.Rule]);
    }

    public void Remove(Occurrence occurrence)
    {
        var thing = ThingOf(occurrence);
        if (--_distinct[thing] == 0)
        {
            _distinct.Remove(thing);
        }
    }

    /// <param name="now">The time of the last event in the window.</param>
    public bool Holds(DateTimeOffset now)
    {
        var count = plan.Type is CorrelationType.TemporalOrdered ? _chains.TakeWhile(start => now - start <= plan.Timespan).Count() : _distinct.Count;
        return plan.Limits.All(limit => limit.Holds(count));
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;

    private string ThingOf(Occurrence occurrence) => plan.Type switch
    {
        CorrelationType.EventCount => occurrence.Key,
        CorrelationType.ValueCount => occurrence.Value ?? "",
        CorrelationType.Temporal or CorrelationType.TemporalOrdered => occurrence.Rule.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
