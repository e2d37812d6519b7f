using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ingest;

public sealed class RememberIdentityFunction(RememberIdentityHandler handler, Settlement settlement)
{
    [Function("RememberIdentity")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Ingest, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.IdentityClassified, handler.HandleAsync, ct);
}
