using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Which partitions are known to hold no row that begins with <c>~name|</c>: outgoing messages, due work.</summary>
/// <remarks>A sweep asks hundreds of partitions every few minutes, and nearly all of them have nothing: those cost no query.</remarks>
internal sealed class EmptyPrefixes
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Partition, string Prefix)> _empty = [];
    private long _inserts;

    /// <summary>Counts up with every insert that could end an emptiness. Take it before looking.</summary>
    public long Inserts
    {
        get
        {
            lock (_gate)
            {
                return _inserts;
            }
        }
    }

    public static bool Covers(string prefix) => prefix is ['~', ..] && prefix.IndexOf('|') == prefix.Length - 1;

    public bool Contains(string partition, string prefix)
    {
        lock (_gate)
        {
            return _empty.Contains((partition, prefix));
        }
    }

    /// <summary>A look found nothing. Not noted when something was inserted since: the look may have come too early for it.</summary>
    /// <param name="insertsBefore"><see cref="Inserts"/> before the look.</param>
    public void Add(string partition, string prefix, long insertsBefore)
    {
        lock (_gate)
        {
            if (_inserts == insertsBefore)
            {
                _empty.Add((partition, prefix));
            }
        }
    }

    /// <summary>To be called after the transaction, whatever came of it.</summary>
    public void Inserted(string partition, IReadOnlyList<RowChange> changes)
    {
        foreach (var change in changes)
        {
            if (change is RowChange.Insert { RowKey: ['~', ..] key } && key.IndexOf('|') is var end and > 0)
            {
                lock (_gate)
                {
                    _inserts++;
                    _empty.Remove((partition, key[..(end + 1)]));
                }
            }
        }
    }
}
