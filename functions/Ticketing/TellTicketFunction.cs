using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class TellTicketFunction(TellTicketHandler handler, Settlement settlement)
{
    [Function("TellTicket")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Ticketing, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);

        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that the subscription does not carry.</returns>
    private async Task<Outcome.Final?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        ExemptionChanged.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionChanged, out var changed) => await handler.HandleAsync(changed, ct),
        ExemptionRefused.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionRefused, out var refused) => await handler.HandleAsync(refused, ct),
        RotationChanged.Kind when Wire.TryRead(body, NhiJson.Default.RotationChanged, out var rotation) => await handler.HandleAsync(rotation, ct),
        _ => null,
    };
}
