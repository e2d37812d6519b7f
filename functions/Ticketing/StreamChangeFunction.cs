using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Digests;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class StreamChangeFunction(StreamChangesHandler handler, KeepDigestHandler digests, Settlement settlement)
{
    [Function("StreamChange")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Streams, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that does not come here.</returns>
    private async Task<Outcome.Final?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        ExemptionChanged.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionChanged, out var changed) => await handler.HandleAsync(changed, ct),
        ExemptionRefused.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionRefused, out var refused) => await handler.HandleAsync(refused, ct),
        RotationChanged.Kind when Wire.TryRead(body, NhiJson.Default.RotationChanged, out var rotation) => await handler.HandleAsync(rotation, ct),
        TicketChanged.Kind when Wire.TryRead(body, NhiJson.Default.TicketChanged, out var ticket) => await handler.HandleAsync(ticket, ct),
        MuteChanged.Kind when Wire.TryRead(body, NhiJson.Default.MuteChanged, out var mute) => await digests.HandleAsync(mute, ct) is Outcome.Completed ? await handler.HandleAsync(mute, ct) : null,
        LedgerNoted.Kind when Wire.TryRead(body, NhiJson.Default.LedgerNoted, out var noted) => await handler.HandleAsync(noted, ct),
        _ => null,
    };
}
