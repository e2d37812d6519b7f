namespace NhiEvents.Core.Detection.Journal;

/// <summary>Success times of one path in one hour: a set, so order and duplicates do not matter.</summary>
internal sealed class SuccessTimes
{
    private const int SpanMs = 30_000;

    private int[] _exact;
    private IReadOnlyList<SuccessSpan> _beyond;
    private List<int>? _fresh;

    public SuccessTimes(string app, string resource)
        : this(app, resource, [], [])
    {
    }

    private SuccessTimes(string app, string resource, int[] exact, IReadOnlyList<SuccessSpan> beyond) => (App, Resource, _exact, _beyond) = (app, resource, exact, beyond);

    public string App { get; }

    public string Resource { get; }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<int> Exact => Sorted();

    public static SuccessTimes Of(PathSuccesses row) => new(row.App, row.Resource, row.At as int[] ?? [.. row.At], row.Beyond);

    /// <summary>Another set with the same times, to add to.</summary>
    public SuccessTimes Copy() => new(App, Resource, Sorted(), _beyond);

    public PathSuccesses ToRow() => new(App, Resource, Sorted(), _beyond);

    public void Add(int ms) => (_fresh ??= []).Add(ms);

    /// <summary>Moves what is not before the limit out of the exact set.</summary>
    public void MoveBeyond(int limit)
    {
        var exact = Sorted();
        var stay = PlaceOf(exact, limit);
        if (stay == exact.Length)
        {
            return;
        }

        var spans = new SortedDictionary<int, SuccessSpan>();
        foreach (var span in _beyond)
        {
            spans[span.First / SpanMs] = span;
        }

        foreach (var ms in exact.AsSpan(stay))
        {
            var span = spans.GetValueOrDefault(ms / SpanMs) ?? new SuccessSpan(ms, ms);
            spans[ms / SpanMs] = new SuccessSpan(Math.Min(span.First, ms), Math.Max(span.Last, ms));
        }

        (_exact, _beyond) = (exact[..stay], [.. spans.Values]);
    }

    /// <summary>Whether any success lies in (after, until].</summary>
    public bool AnyIn(long after, long until) =>
        LastBefore(until + 1) is var last && last >= 0 && last > after;

    /// <summary>The latest success before a time; -1 when there is none.</summary>
    public int LastBefore(long before)
    {
        var (exact, limit) = (Sorted(), (int)Math.Clamp(before, 0, int.MaxValue));
        var earlier = PlaceOf(exact, limit) - 1;
        var last = earlier >= 0 ? exact[earlier] : -1;
        for (var place = 0; place < _beyond.Count; place++)
        {
            var span = _beyond[place];
            last = span.Last < limit ? Math.Max(last, span.Last) : span.First < limit ? Math.Max(last, span.First) : last;
        }

        return last;
    }

    /// <summary>How many are before a time.</summary>
    private static int PlaceOf(int[] sorted, int ms) => Array.BinarySearch(sorted, ms) is var index && index < 0 ? ~index : index;

    private int[] Sorted()
    {
        if (_fresh is not null)
        {
            int[] all = [.. _exact, .. _fresh];
            Array.Sort(all);
            var kept = 0;
            for (var place = 0; place < all.Length; place++)
            {
                if (place == 0 || all[place] != all[kept - 1])
                {
                    all[kept++] = all[place];
                }
            }

            (_exact, _fresh) = (kept == all.Length ? all : all[..kept], null);
        }

        return _exact;
    }
}
