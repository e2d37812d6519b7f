using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Rotation;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class StepRotationFunction(StepRotationHandler handler, Settlement settlement)
{
    [Function("StepRotation")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.RotationsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.StepRotation, out var step)
            ? await handler.HandleAsync(step, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct, Queues.RotationsDue);
    }
}
