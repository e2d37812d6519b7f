using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class WriteTicketFunction(WriteTicketHandler handler, Settlement settlement)
{
    [Function("WriteTicket")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.TicketsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.WriteTicket, handler.HandleAsync, Queues.TicketsDue, ct);
}
