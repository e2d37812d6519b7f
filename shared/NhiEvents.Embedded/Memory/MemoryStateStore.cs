using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Memory;

/// <summary>The state port in this process's memory, for runs whose state nobody needs after them.</summary>
/// <remarks>ETags are numbers that count up with every write, so the same writes in the same order give the same ones.</remarks>
public sealed class MemoryStateStore : IStateStore
{
    private const int PageRows = 100;

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
                   from row in partition.Value.From("", after: null)
                   select (partition.Key, new StateRow(row.Key, row.Body, row.ETag)),
            ];
        }
    }

    public IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct)
    {
        StateLimits.Prefix(partition, rowKeyPrefix);
        return ReadPagesAsync(partition, rowKeyPrefix, ct);
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

    private async IAsyncEnumerable<StateRow> ReadPagesAsync(string partition, string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        List<StateRow>? page = null;
        do
        {
            ct.ThrowIfCancellationRequested();
            page = ReadPage(partition, prefix, after: page?[^1].RowKey);
            foreach (var row in page)
            {
                yield return row;
            }
        }
        while (page.Count == PageRows);
    }

    private List<StateRow> ReadPage(string partition, string prefix, string? after)
    {
        lock (_gate)
        {
            return _partitions.TryGetValue(partition, out var rows) ? [.. rows.From(prefix, after).Take(PageRows).Select(_recent.Show)] : [];
        }
    }
}
