using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ingest;

public sealed class RememberRegisteredFunction(RememberRegisteredHandler handler, Settlement settlement)
{
    [Function("RememberRegistered")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.IngestRegistered, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.IdentityRegistered, out var registered)
            ? await handler.HandleAsync(registered, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
