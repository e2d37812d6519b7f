using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>Which tenants this app keeps state for. <see cref="Outbox"/> notes a tenant and kind before the first write.</summary>
public static class TenantReads
{
    /// <summary>Tenants with state of this kind, in ordinal order of their keys.</summary>
    public static async Task<IReadOnlyList<string>> ReadTenantsAsync(this IStateStore store, string kind, CancellationToken ct)
    {
        var tenants = new List<string>();
        await foreach (var family in store.ReadFamiliesAsync(ct))
        {
            if (family.Kind == kind)
            {
                tenants.Add(family.TenantId);
            }
        }

        return tenants;
    }

    /// <summary>Reads every row of one kind of a tenant whose key starts with the prefix, partition by partition.</summary>
    public static async IAsyncEnumerable<StateRow> ReadAllAsync(
        this IStateStore store, string tenantId, string kind, string rowKeyPrefix, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in Partition.All(tenantId, kind))
        {
            await foreach (var row in store.ReadPrefixAsync(partition, rowKeyPrefix, ct))
            {
                yield return row;
            }
        }
    }

    /// <summary>Reads the rows of one partition without those of its outbox and deadlines, which sort behind them.</summary>
    internal static IAsyncEnumerable<StateRow> ReadDocumentsAsync(this IStateStore store, string partition, CancellationToken ct) =>
        store.ReadPrefixAsync(partition, "", ct).TakeWhile(row => !row.RowKey.StartsWith('~'));

    /// <summary>Removes rows in as many transactions as it takes; a row that has changed in the meantime keeps its whole transaction for the next time.</summary>
    /// <returns>How many rows were removed.</returns>
    internal static async Task<int> RemoveAsync(this IStateStore store, string partition, IReadOnlyList<RowChange> removals, CancellationToken ct)
    {
        var removed = 0;
        foreach (var chunk in removals.Chunk(IStateStore.MaxChanges))
        {
            try
            {
                await store.CommitAsync(partition, chunk, ct);
                removed += chunk.Length;
            }
            catch (StaleStateException)
            {
                // Somebody still uses one of them.
            }
        }

        return removed;
    }

    internal static async IAsyncEnumerable<PartitionFamily> ReadFamiliesAsync(this IStateStore store, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in store.ReadPrefixAsync(PartitionFamily.PartitionKey, "", ct))
        {
            yield return row.As(OutboxJson.Default.PartitionFamily).Value;
        }
    }
}
