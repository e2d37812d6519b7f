using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class KnowIdentityFunction(KnowIdentityHandler handler, Settlement settlement)
{
    [Function("KnowIdentity")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Detection, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.IdentityRegistered, handler.HandleAsync, ct);
}
