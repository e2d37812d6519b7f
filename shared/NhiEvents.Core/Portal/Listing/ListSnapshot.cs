using System.Collections.Concurrent;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>A list at one moment. Orders are made when they are first asked for, and kept up to date from one moment to the next.</summary>
internal sealed class ListSnapshot<T>
    where T : class
{
    private static long _versions;

    private readonly ConcurrentDictionary<string, Lazy<Sorted>> _orders = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, Listed<T>>> _byId;
    private readonly long _version = Interlocked.Increment(ref _versions);
    private readonly long _previous;

    public ListSnapshot(IReadOnlyList<Listed<T>> rows, IReadOnlyList<Listed<T>>? changed = null, long previous = 0)
    {
        (Rows, Changed, _previous) = (rows, changed ?? rows, previous);
        _byId = new(() =>
        {
            var byId = new Dictionary<string, Listed<T>>(Rows.Count, StringComparer.OrdinalIgnoreCase);
            foreach (var row in Rows)
            {
                byId[row.Id] = row;
            }

            return byId;
        });
    }

    public static ListSnapshot<T> Empty { get; } = new([]);

    public IReadOnlyList<Listed<T>> Rows { get; }

    /// <summary>The rows that are new, or other than in the moment before.</summary>
    public IReadOnlyList<Listed<T>> Changed { get; }

    public Listed<T>? Find(string id) => _byId.Value.GetValueOrDefault(id);

    /// <summary>Whether <see cref="Changed"/> is what has changed since that one.</summary>
    public bool IsNextOf(ListSnapshot<T> other) => _previous == other._version;

    /// <summary>The next moment.</summary>
    /// <param name="rows">All of them.</param>
    /// <param name="changed">Those that are new or other.</param>
    /// <param name="replaced">Those of this moment that they take the place of, or that are gone.</param>
    public ListSnapshot<T> Next(IReadOnlyList<Listed<T>> rows, IReadOnlyList<Listed<T>> changed, IEnumerable<Listed<T>> replaced)
    {
        var next = new ListSnapshot<T>(rows, changed, _version);
        var gone = new HashSet<Listed<T>>(replaced, ReferenceEqualityComparer.Instance);
        foreach (var (name, sorted) in _orders)
        {
            if (sorted.IsValueCreated)
            {
                var merged = Merge(sorted.Value, changed, gone);
                next._orders[name] = new(() => merged);
                _ = next._orders[name].Value;
            }
        }

        return next;
    }

    /// <summary>One page of what the filter leaves.</summary>
    /// <param name="after">The cursor of the page before; null for the first page.</param>
    public Page<T> Read(Order<T> order, Func<T, bool> filter, string? after, int limit)
    {
        var position = after is null ? null : Cursor.Read(after);
        var total = 0;
        var page = new List<T>(limit);
        string? last = null;
        var more = false;
        foreach (var (key, row) in SortedBy(order))
        {
            if (!filter(row.Entry))
            {
                continue;
            }

            total++;
            if (position is not null && string.CompareOrdinal(key, position) <= 0)
            {
                continue;
            }

            if (page.Count < limit)
            {
                page.Add(row.Entry);
                last = key;
            }
            else
            {
                more = true;
            }
        }

        return new Page<T>(page, total, more ? Cursor.Of(last!) : null);
    }

    /// <summary>All entries in an order.</summary>
    public IEnumerable<T> By(Order<T> order) => SortedBy(order).Select(row => row.Row.Entry);

    /// <summary>The first so many that the filter leaves; what comes behind them is not looked at.</summary>
    public IReadOnlyList<T> First(Order<T> order, Func<T, bool> filter, int count) => [.. By(order).Where(filter).Take(count)];

    private Ordered[] SortedBy(Order<T> order) => _orders.GetOrAdd(order.Name, _ => new(() => new Sorted(order, Sort(order, Rows)))).Value.Rows;

    private static Ordered[] Sort(Order<T> order, IReadOnlyList<Listed<T>> rows)
    {
        var sorted = rows.Select(row => new Ordered(order.Key(row.Entry) + "\0" + row.TenantId + "\0" + row.Id, row)).ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return sorted;
    }

    private static Sorted Merge(Sorted before, IReadOnlyList<Listed<T>> changed, HashSet<Listed<T>> gone)
    {
        var fresh = Sort(before.Order, changed);
        var merged = new Ordered[before.Rows.Length - gone.Count + fresh.Length];
        var (next, count) = (0, 0);
        foreach (var old in before.Rows)
        {
            if (gone.Contains(old.Row))
            {
                continue;
            }

            while (next < fresh.Length && string.CompareOrdinal(fresh[next].Key, old.Key) < 0)
            {
                merged[count++] = fresh[next++];
            }

            merged[count++] = old;
        }

        fresh.AsSpan(next).CopyTo(merged.AsSpan(count));
        return before with { Rows = merged };
    }

    private readonly record struct Ordered(string Key, Listed<T> Row);

    private sealed record Sorted(Order<T> Order, Ordered[] Rows);
}

/// <summary>An entry of a list with its place.</summary>
internal sealed record Listed<T>(string TenantId, string Id, DateTimeOffset ChangedAt, T Entry)
{
    public (string Tenant, string Id) Place => (TenantId, Id);
}

/// <summary>Texts whose ordinal order is the order of what they stand for.</summary>
internal static class Order
{
    /// <summary>The latest time first.</summary>
    public static string Newest(DateTimeOffset time) => (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An order of a list: entries by the ordinal order of a text.</summary>
internal sealed record Order<T>(string Name, Func<T, string> Key);

/// <summary>A part of a list.</summary>
/// <param name="Total">How many entries all pages hold now.</param>
/// <param name="Next">Where the next page begins; null after the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, int Total, string? Next);
