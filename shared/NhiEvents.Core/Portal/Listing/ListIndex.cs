using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>A list of the portal in memory, brought up to date from its rows when somebody asks: filters, orders and counts need no index in the store.</summary>
/// <remarks>Every instance has its own. It holds one entry per document, so its size follows the documents and not the number of changes.</remarks>
internal sealed class ListIndex<T>(IStateStore store, TimeProvider time, string kind, JsonTypeInfo<ListRow<T>> type) : IDisposable
    where T : class
{
    /// <summary>An answer may be this old.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    /// <summary>Writers' clocks may differ by this much: rows so much older than the newest known are looked at again.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<(string Tenant, string Id), ListRow<T>> _rows = [];
    private readonly ConcurrentDictionary<string, ReadRows> _read = new(StringComparer.Ordinal);

    private ListSnapshot<T> _snapshot = ListSnapshot<T>.Empty;
    private DateTimeOffset? _readAt;

    /// <summary>All entries as they are now, at most a second old.</summary>
    public async Task<ListSnapshot<T>> ReadAsync(CancellationToken ct)
    {
        // A clock that stands still (the end of a simulation) says nothing about age.
        if (time.GetUtcNow() is var now && now > _readAt && now - _readAt < MaxAge)
        {
            return _snapshot;
        }

        await _one.WaitAsync(ct);
        try
        {
            if (await RefreshAsync(ct))
            {
                _snapshot = new ListSnapshot<T>([.. _rows.Select(row => new Listed<T>(row.Key.Tenant, row.Value.Id, row.Value.ChangedAt, row.Value.Entry))]);
            }

            _readAt = now;
            return _snapshot;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> RefreshAsync(CancellationToken ct)
    {
        var changed = false;
        foreach (var tenant in await store.ReadTenantsAsync(kind, ct))
        {
            var partitions = await Task.WhenAll(Partition.All(tenant, kind).Select(partition => NewRowsAsync(partition, ct)));
            foreach (var row in partitions.SelectMany(rows => rows))
            {
                if (!_rows.TryGetValue((tenant, row.Id), out var known) || known.ChangedAt <= row.ChangedAt)
                {
                    _rows[(tenant, row.Id)] = row;
                    changed = true;
                }
            }
        }

        return changed;
    }

    private async Task<IReadOnlyList<ListRow<T>>> NewRowsAsync(string partition, CancellationToken ct)
    {
        var known = _read.GetValueOrDefault(partition) ?? new ReadRows(null, []);
        var newest = known.Newest;
        var recent = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<ListRow<T>>();
        await foreach (var stored in store.ReadPrefixAsync(partition, ListRows.Prefix, ct))
        {
            var changedAt = ListRows.ChangedAt(stored.RowKey);
            if (changedAt < known.Newest - Overlap)
            {
                break;
            }

            newest = newest > changedAt ? newest : changedAt;
            if (changedAt >= newest - Overlap)
            {
                recent[stored.RowKey] = stored.ETag;
            }

            if (known.Recent.GetValueOrDefault(stored.RowKey) != stored.ETag)
            {
                found.Add(stored.As(type).Value);
            }
        }

        _read[partition] = new ReadRows(newest, recent);
        return found;
    }

    /// <param name="Newest">Time of the newest row that was read; null before the first.</param>
    /// <param name="Recent">ETags of the rows that will be met again, by key.</param>
    private sealed record ReadRows(DateTimeOffset? Newest, IReadOnlyDictionary<string, string> Recent);
}

/// <summary>An entry of a list with its place.</summary>
internal sealed record Listed<T>(string TenantId, string Id, DateTimeOffset ChangedAt, T Entry);
