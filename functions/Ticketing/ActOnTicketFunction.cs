using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class ActOnTicketFunction(ActOnTicketHandler handler, Settlement settlement)
{
    [Function("ActOnTicket")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.TicketActions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.ActOnTicket, out var act) ? await handler.HandleAsync(act, ct) : null;

        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct, Queues.TicketActions);
    }
}
