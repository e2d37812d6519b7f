using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ingest;

public sealed class RememberRegisteredFunction(RememberRegisteredHandler handler, Settlement settlement)
{
    [Function("RememberRegistered")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.IngestRegistered, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.IdentityRegistered, handler.HandleAsync, ct);
}
