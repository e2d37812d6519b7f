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

    /// <summary>Rows whose key starts with the prefix, behind a key.</summary>
    /// <param name="after">Null to begin with the first.</param>
    public IEnumerable<MemoryRow> From(string prefix, string? after)
    {
        var place = PlaceOf(after ?? prefix);
        for (var i = place < 0 ? ~place : after is null ? place : place + 1; i < _rows.Count && _rows[i].Key.StartsWith(prefix, StringComparison.Ordinal); i++)
        {
            yield return _rows[i];
        }
    }

    /// <summary>As a binary search gives it: the complement of where it would be when it is not there.</summary>
    private int PlaceOf(string key) => CollectionsMarshal.AsSpan(_rows).BinarySearch(new RowOf(key));

    private readonly record struct RowOf(string Key) : IComparable<MemoryRow>
    {
        public int CompareTo(MemoryRow? other) => string.CompareOrdinal(Key, other!.Key);
    }
}
