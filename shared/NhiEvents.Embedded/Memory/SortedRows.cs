using System.Runtime.InteropServices;

namespace NhiEvents.Embedded.Memory;

/// <summary>The rows of one partition, by key in ordinal order.</summary>
internal sealed class SortedRows
{
    private readonly List<MemoryRow> _rows = [];

    public MemoryRow? Find(string key) => PlaceOf(key) is >= 0 and var place ? _rows[place] : null;

    /// <summary>Inserts the row, or replaces the one that has its key.</summary>
    public MemoryRow Put(string key, ReadOnlyMemory<byte> body, string etag)
    {
        var place = PlaceOf(key);
        if (place < 0)
        {
            place = ~place;
            _rows.Insert(place, new MemoryRow(key));
        }

        var row = _rows[place];
        (row.Body, row.ETag) = (body, etag);
        return row;
    }

    public void Remove(string key) => _rows.RemoveAt(PlaceOf(key));

    public IReadOnlyList<MemoryRow> All => _rows;

    /// <summary>The next row whose key starts with the prefix, as the rows are now; null when there is none.</summary>
    /// <param name="last">The one before it; null to begin. It may be gone.</param>
    /// <param name="place">Where that one was, and then where this one is: spares the search as long as nothing was inserted or removed.</param>
    public MemoryRow? Next(string prefix, MemoryRow? last, ref int place)
    {
        if (_rows.Count == 0 || string.CompareOrdinal(_rows[^1].Key, prefix) < 0)
        {
            return null; // no search: outgoing and due rows sort last, and mostly there are none
        }

        if (last is not null && place < _rows.Count && _rows[place] == last)
        {
            place++;
        }
        else
        {
            var found = PlaceOf(last?.Key ?? prefix);
            place = found < 0 ? ~found : last is null ? found : found + 1;
        }

        return place < _rows.Count && _rows[place].Key.StartsWith(prefix, StringComparison.Ordinal) ? _rows[place] : null;
    }

    /// <summary>As a binary search gives it: the complement of where it would be when it is not there.</summary>
    private int PlaceOf(string key) => CollectionsMarshal.AsSpan(_rows).BinarySearch(new RowOf(key));

    private readonly record struct RowOf(string Key) : IComparable<MemoryRow>
    {
        public int CompareTo(MemoryRow? other) => string.CompareOrdinal(Key, other!.Key);
    }
}
