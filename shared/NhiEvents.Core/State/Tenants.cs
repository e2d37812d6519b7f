using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>Which tenants this app keeps state for. <see cref="Outbox"/> notes a tenant and kind before the first write.</summary>
public static class Tenants
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

    internal static async IAsyncEnumerable<PartitionFamily> ReadFamiliesAsync(this IStateStore store, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in store.ReadPrefixAsync(PartitionFamily.PartitionKey, "", ct))
        {
            yield return row.As(OutboxJson.Default.PartitionFamily).Value;
        }
    }
}
