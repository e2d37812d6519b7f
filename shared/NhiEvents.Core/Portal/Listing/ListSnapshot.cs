using System.Collections.Concurrent;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>A list at one moment. Orders are made when they are first asked for.</summary>
internal sealed class ListSnapshot<T>(IReadOnlyList<Listed<T>> rows)
    where T : class
{
    private readonly ConcurrentDictionary<string, Lazy<Ordered[]>> _orders = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, Listed<T>>> _byId = new(() =>
    {
        var byId = new Dictionary<string, Listed<T>>(rows.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            byId[row.Id] = row;
        }

        return byId;
    });

    public static ListSnapshot<T> Empty { get; } = new([]);

    public IReadOnlyList<Listed<T>> Rows => rows;

    public Listed<T>? Find(string id) => _byId.Value.GetValueOrDefault(id);

    /// <summary>One page of what the filter leaves.</summary>
    /// <param name="after">The cursor of the page before; null for the first page.</param>
    public Page<T> Read(Order<T> order, Func<T, bool> filter, string? after, int limit)
    {
        var position = after is null ? null : Cursor.Read(after);
        var total = 0;
        var page = new List<T>(limit);
        string? last = null;
        var more = false;
        foreach (var (key, entry) in _orders.GetOrAdd(order.Name, _ => new(() => Sort(order))).Value)
        {
            if (!filter(entry))
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
                page.Add(entry);
                last = key;
            }
            else
            {
                more = true;
            }
        }

        return new Page<T>(page, total, more ? Cursor.Of(last!) : null);
    }

    private Ordered[] Sort(Order<T> order)
    {
        var sorted = rows.Select(row => new Ordered(order.Key(row.Entry) + "\0" + row.TenantId + "\0" + row.Id, row.Entry)).ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return sorted;
    }

    private readonly record struct Ordered(string Key, T Entry);
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
