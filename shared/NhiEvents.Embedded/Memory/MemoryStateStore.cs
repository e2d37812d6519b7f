using System.Diagnostics;
using System.Globalization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Memory;

/// <summary>The state port in this process's memory, for runs whose state nobody needs after them.</summary>
/// <remarks>ETags are numbers that count up with every write, so the same writes in the same order give the same ones.</remarks>
public sealed class MemoryStateStore : IStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedRows> _partitions = new(StringComparer.Ordinal);
    private readonly RecentlyShown _recent = new();
    private long _writes;

    public Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
    {
        StateLimits.Keys(partition, rowKey);
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_partitions.GetValueOrDefault(partition)?.Find(rowKey) is { } row ? _recent.Show(row) : null);
        }
    }

    /// <summary>Every row there is, by partition and key: what a run has left.</summary>
    public IReadOnlyList<(string Partition, StateRow Row)> ReadAll()
    {
        lock (_gate)
        {
            return
            [
                .. from partition in _partitions.OrderBy(partition => partition.Key, StringComparer.Ordinal)
                   from row in partition.Value.All
                   select (partition.Key, new StateRow(row.Key, row.Body, row.ETag)),
            ];
        }
    }

    public IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct)
    {
        StateLimits.Prefix(partition, rowKeyPrefix);
        return new RowsOf(this, partition, rowKeyPrefix, ct);
    }

    public Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
    {
        StateLimits.Changes(partition, changes);
        ct.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var rows = _partitions.GetValueOrDefault(partition) ?? new SortedRows();
            foreach (var change in changes)
            {
                if (rows.Find(change.RowKey)?.ETag != ExpectedBy(change))
                {
                    return Task.FromException<IReadOnlyList<string>>(new StaleStateException($"Row '{change.RowKey}' was changed, inserted or removed by somebody else."));
                }
            }

            _partitions.TryAdd(partition, rows);
            return Task.FromResult<IReadOnlyList<string>>([.. changes.Select(change => Apply(rows, change))]);
        }
    }

    /// <summary>Null when there must be no row.</summary>
    private static string? ExpectedBy(RowChange change) => change switch
    {
        RowChange.Insert => null,
        RowChange.Replace replace => replace.ETag,
        RowChange.Remove remove => remove.ETag,
        _ => throw new UnreachableException(),
    };

    private string Apply(SortedRows rows, RowChange change)
    {
        var etag = (++_writes).ToString(CultureInfo.InvariantCulture);
        if (change.Leaves(etag) is not { } row)
        {
            rows.Remove(change.RowKey);
            return "";
        }

        var kept = rows.Put(row.RowKey, row.Body, etag);
        _recent.Keep(kept, row);
        return etag;
    }

    /// <summary>The rows of a prefix. Sweeps ask for thousands every few minutes, and nearly all are empty: so without a state machine and without pages.</summary>
    private sealed class RowsOf(MemoryStateStore store, string partition, string prefix, CancellationToken ct) : IAsyncEnumerable<StateRow>
    {
        public IAsyncEnumerator<StateRow> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Walk(this, cancellationToken);

        private StateRow? Next(ref MemoryRow? last, ref int place, CancellationToken other)
        {
            ct.ThrowIfCancellationRequested();
            other.ThrowIfCancellationRequested();
            lock (store._gate)
            {
                last = store._partitions.GetValueOrDefault(partition)?.Next(prefix, last, ref place);
                return last is null ? null : store._recent.Show(last);
            }
        }

        private sealed class Walk(RowsOf rows, CancellationToken other) : IAsyncEnumerator<StateRow>
        {
            private MemoryRow? _last;
            private int _place;
            private StateRow? _current;

            public StateRow Current => _current!;

            public ValueTask<bool> MoveNextAsync()
            {
                _current = rows.Next(ref _last, ref _place, other);
                return ValueTask.FromResult(_current is not null);
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
