using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Rows of one table as they were read last. One that still has its version is given out again, and the document that was read from it stays with it.</summary>
/// <remarks>Whether a row is here changes no answer: the version is always asked of the database. Used under the database's lock for reading.</remarks>
internal sealed class RecentRows
{
    /// <summary>Kept for sure; up to twice as many are.</summary>
    private const int Rows = 8192;

    private Dictionary<(string Partition, string RowKey), Kept> _recent = [];
    private Dictionary<(string Partition, string RowKey), Kept> _older = [];

    /// <summary>The row at this version; null when it is not here.</summary>
    public StateRow? Find(string partition, string rowKey, long version)
    {
        if (_recent.TryGetValue((partition, rowKey), out var kept))
        {
            return kept.Version == version ? kept.Row : null;
        }

        if (!_older.Remove((partition, rowKey), out kept) || kept.Version != version)
        {
            return null;
        }

        Keep(partition, kept.Row, version);
        return kept.Row;
    }

    public void Keep(string partition, StateRow row, long version)
    {
        if (_recent.Count >= Rows)
        {
            (_recent, _older) = (_older, _recent);
            _recent.Clear();
        }

        _recent[(partition, row.RowKey)] = new Kept(row, version);
    }

    /// <summary>A row that was read here was written: the next one who reads it gets what was written, while the database has that version.</summary>
    public void Replaced(string partition, StateRow row, long version)
    {
        if (_recent.ContainsKey((partition, row.RowKey)) || _older.Remove((partition, row.RowKey)))
        {
            Keep(partition, row, version);
        }
    }

    private readonly record struct Kept(StateRow Row, long Version);
}
