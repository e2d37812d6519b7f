namespace NhiEvents.Core.Detection.Journal;

/// <summary>Success times of one path in one hour: a set, so order and duplicates do not matter.</summary>
internal sealed class SuccessTimes(string app, string resource)
{
    private const int SpanMs = 30_000;

    private readonly HashSet<int> _exact = [];
    private readonly SortedDictionary<int, SuccessSpan> _beyond = [];
    private int[]? _sorted;

    public string App => app;

    public string Resource => resource;

    public IReadOnlyCollection<int> Exact => _exact;

    private int[] Sorted => _sorted ??= [.. _exact.Order()];

    public static SuccessTimes Of(PathSuccesses row)
    {
        var times = new SuccessTimes(row.App, row.Resource);
        times._exact.UnionWith(row.At);
        foreach (var span in row.Beyond)
        {
            times._beyond[span.First / SpanMs] = span;
        }

        return times;
    }

    public PathSuccesses ToRow() => new(app, resource, Sorted, [.. _beyond.Values]);

    public void Add(int ms)
    {
        if (_exact.Add(ms))
        {
            _sorted = null;
        }
    }

    /// <summary>Moves what is not before the limit out of the exact set.</summary>
    public void MoveBeyond(int limit)
    {
        foreach (var ms in _exact.Where(ms => ms >= limit).ToList())
        {
            _exact.Remove(ms);
            _sorted = null;
            var span = _beyond.GetValueOrDefault(ms / SpanMs) ?? new SuccessSpan(ms, ms);
            _beyond[ms / SpanMs] = new SuccessSpan(Math.Min(span.First, ms), Math.Max(span.Last, ms));
        }
    }

    /// <summary>Whether any success lies in (after, until].</summary>
    public bool AnyIn(long after, long until) =>
        LastBefore(until + 1) is var last && last >= 0 && last > after;

    /// <summary>The latest success before a time; -1 when there is none.</summary>
    public int LastBefore(long before)
    {
        var limit = (int)Math.Clamp(before, 0, int.MaxValue);
        var index = Array.BinarySearch(Sorted, limit);
        var earlier = (index < 0 ? ~index : index) - 1;
        var last = earlier >= 0 ? Sorted[earlier] : -1;
        foreach (var span in _beyond.Values)
        {
            last = span.Last < limit ? Math.Max(last, span.Last) : span.First < limit ? Math.Max(last, span.First) : last;
        }

        return last;
    }
}
