using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Functions.Ticketing;

public sealed class PurgeDeliveriesFunction(PurgeDeliveriesHandler handler)
{
    [Function("PurgeDeliveries")]
    public Task RunAsync([TimerTrigger("0 20 3 * * *")] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
