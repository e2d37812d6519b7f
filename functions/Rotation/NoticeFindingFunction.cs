using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class NoticeFindingFunction(NoticeFindingHandler handler, Settlement settlement)
{
    [Function("NoticeFindingForRotation")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Rotation, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.FindingChanged, handler.HandleAsync, ct);
}
