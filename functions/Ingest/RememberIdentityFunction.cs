using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ingest;

public sealed class RememberIdentityFunction(RememberIdentityHandler handler, Settlement settlement)
{
    [Function("RememberIdentity")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Ingest, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.IdentityClassified, out var classified)
            ? await handler.HandleAsync(classified, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
