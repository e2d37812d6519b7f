using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>Forgets deliveries that can no longer come again. Repeatable.</summary>
public sealed class PurgeDeliveriesHandler(IStateStore store, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <returns>How many were forgotten.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.RememberFor;
        var purged = 0;
        foreach (var tenant in await store.ReadTenantsAsync(DeliveryRow.Kind, ct))
        {
            foreach (var partition in Partition.All(tenant, DeliveryRow.Kind))
            {
                var old = new List<RowChange>();
                await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
                {
                    if (row.RowKey.StartsWith('~'))
                    {
                        break; // The ledger and the outbox stand behind the documents.
                    }

                    if (row.As(TicketingJson.Default.DeliveryRow).Value.At < before)
                    {
                        old.Add(new RowChange.Remove(row.RowKey, row.ETag));
                    }
                }

                purged += await store.RemoveAsync(partition, old, ct);
            }
        }

        return purged;
    }
}
