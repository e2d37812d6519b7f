using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class RememberUserFlowFunction(RememberUseHandler handler, Settlement settlement)
{
    [Function("RememberUserFlow")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.Rotation, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.CredentialUsedForUsers, handler.HandleAsync, ct);
}
