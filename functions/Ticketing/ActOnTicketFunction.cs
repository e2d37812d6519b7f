using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class ActOnTicketFunction(ActOnTicketHandler handler, Settlement settlement)
{
    [Function("ActOnTicket")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.TicketActions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.ActOnTicket, handler.HandleAsync, Queues.TicketActions, ct);
}
