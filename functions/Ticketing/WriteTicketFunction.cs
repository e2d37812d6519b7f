using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class WriteTicketFunction(WriteTicketHandler handler, Settlement settlement)
{
    [Function("WriteTicket")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.TicketsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.WriteTicket, out var write) ? await handler.HandleAsync(write, ct) : null;

        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct, Queues.TicketsDue);
    }
}
