using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>Takes away what says which keys people have used: nobody sends the same command again a day later.</summary>
public sealed class AskPurge(IStateStore store, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>The kinds of state in whose partitions such rows are.</summary>
    private static readonly string[] Kinds = [RequestDesk.Kind, ExceptionList.Kind];

    /// <returns>How many rows were taken away.</returns>
    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        var purged = 0;
        foreach (var kind in Kinds)
        {
            foreach (var tenant in await store.ReadTenantsAsync(kind, ct))
            {
                foreach (var partition in Partition.All(tenant, kind))
                {
                    purged += await PurgeAsync(partition, ct);
                }
            }
        }

        return purged;
    }

    private async Task<int> PurgeAsync(string partition, CancellationToken ct)
    {
        var old = new List<RowChange>();
        await foreach (var row in store.ReadPrefixAsync(partition, AskKey.Prefix, ct))
        {
            if (time.GetUtcNow() - row.As(PortalJson.Default.AskRow).Value.At >= KeptFor)
            {
                old.Add(new RowChange.Remove(row.RowKey, row.ETag));
            }
        }

        var purged = 0;
        foreach (var some in old.Chunk(IStateStore.MaxChanges))
        {
            try
            {
                await store.CommitAsync(partition, some, ct);
                purged += some.Length;
            }
            catch (StaleStateException)
            {
                // Another instance was at it; what is left goes with the next sweep.
            }
        }

        return purged;
    }
}
