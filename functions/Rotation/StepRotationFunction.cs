using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class StepRotationFunction(StepRotationHandler handler, Settlement settlement)
{
    [Function("StepRotation")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.RotationsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.StepRotation, handler.HandleAsync, Queues.RotationsDue, ct);
}
