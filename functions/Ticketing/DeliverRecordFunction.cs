using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Streams;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class DeliverRecordFunction(DeliverRecordHandler handler, Settlement settlement)
{
    [Function("DeliverRecord")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.Deliveries, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.DeliverRecord, handler.HandleAsync, Queues.Deliveries, ct);
}
