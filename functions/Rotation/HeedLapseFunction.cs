using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class HeedLapseFunction(LapseBook lapses, Settlement settlement)
{
    [Function("HeedLapseForRotation")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.RotationSources, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.SourceLapsed, lapses.HandleAsync, ct);
}
