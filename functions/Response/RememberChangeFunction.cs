using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Response;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class RememberChangeFunction(RememberHandler handler, Settlement settlement)
{
    [Function("RememberChange")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Response, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that does not come here.</returns>
    private async Task<Outcome.Final?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        IdentityRegistered.Kind when Wire.TryRead(body, NhiJson.Default.IdentityRegistered, out var registered) => await handler.HandleAsync(registered, ct),
        ExemptionChanged.Kind when Wire.TryRead(body, NhiJson.Default.ExemptionChanged, out var exemption) => await handler.HandleAsync(exemption, ct),
        RotationChanged.Kind when Wire.TryRead(body, NhiJson.Default.RotationChanged, out var rotation) => await handler.HandleAsync(rotation, ct),
        _ => null,
    };
}
