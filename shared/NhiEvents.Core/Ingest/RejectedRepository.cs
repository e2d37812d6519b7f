using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Rows that could not be read, by the time they came; kept for some days, then purged.</summary>
public sealed class RejectedRepository(IStateStore store, Outbox outbox)
{
    internal const string Kind = "rejected";

    /// <summary>Each row up to 32 KB when kept whole: far from the 4 MiB that a transaction may hold.</summary>
    private const int RowsPerCommit = 50;

    /// <summary>Every rejected row of a tenant, oldest first, then by id.</summary>
    public async Task<IReadOnlyList<RejectedRow>> ReadAllAsync(string tenantId, CancellationToken ct)
    {
        var rows = new List<RejectedRow>();
        await foreach (var row in ReadRowsAsync(tenantId, ct))
        {
            rows.Add(row.As(IngestJson.Default.RejectedRow).Value);
        }

        return [.. rows.OrderBy(row => row.RejectedAt).ThenBy(row => row.Id, StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(Kind, ct);

    /// <summary>Removes what came before the time. Returns how many rows that were.</summary>
    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        var purged = 0;
        foreach (var tenant in await ReadTenantsAsync(ct))
        {
            foreach (var partition in Partition.All(tenant, Kind))
            {
                purged += await PurgeAsync(partition, KeyText.Sortable(before), ct);
            }
        }

        return purged;
    }

    internal async Task SaveAsync(IReadOnlyList<RejectedRow> rows, CancellationToken ct)
    {
        foreach (var bucket in rows.GroupBy(row => (row.TenantId, Partition: Partition.For(row.TenantId, Kind, row.Id))))
        {
            foreach (var chunk in bucket.DistinctBy(row => row.Id).Chunk(RowsPerCommit))
            {
                await Race.RunAsync(() => SaveChunkAsync(bucket.Key.Partition, chunk, ct));
            }
        }
    }

    private static string KeyOf(RejectedRow row) => $"{KeyText.Sortable(row.RejectedAt)}|{row.Id}";

    private async Task<bool> SaveChunkAsync(string partition, RejectedRow[] chunk, CancellationToken ct)
    {
        var changes = new StateChanges(chunk[0].TenantId, Kind, chunk[0].Id);
        foreach (var row in chunk)
        {
            if (await store.ReadAsync(partition, KeyOf(row), ct) is null)
            {
                changes.Save(KeyOf(row), row, null, IngestJson.Default.RejectedRow);
            }
        }

        await outbox.CommitAsync(changes, ct);
        return true;
    }

    private async Task<int> PurgeAsync(string partition, string before, CancellationToken ct)
    {
        var old = new List<RowChange>();
        await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
        {
            if (string.CompareOrdinal(row.RowKey, before) >= 0)
            {
                break;
            }

            old.Add(new RowChange.Remove(row.RowKey, row.ETag));
        }

        return await store.RemoveAsync(partition, old, ct);
    }

    private async IAsyncEnumerable<StateRow> ReadRowsAsync(string tenantId, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in store.ReadAllAsync(tenantId, Kind, "", ct))
        {
            if (!row.RowKey.StartsWith('~'))
            {
                yield return row;
            }
        }
    }
}
