using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class KeepTicketFunction(KeepTicketHandler handler, Settlement settlement)
{
    [Function("KeepTicket")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.Tickets, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);

        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, Queues.Tickets, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that this queue does not carry.</returns>
    private async Task<Outcome?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        OpenTicket.Kind when Wire.TryRead(body, NhiJson.Default.OpenTicket, out var open) => await handler.HandleAsync(open, ct),
        CommentTicket.Kind when Wire.TryRead(body, NhiJson.Default.CommentTicket, out var comment) => await handler.HandleAsync(comment, ct),
        CloseTicket.Kind when Wire.TryRead(body, NhiJson.Default.CloseTicket, out var close) => await handler.HandleAsync(close, ct),
        _ => null,
    };
}
