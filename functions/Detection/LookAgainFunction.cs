using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class LookAgainFunction(LookAgainHandler handler, Settlement settlement)
{
    [Function("LookAgain")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.DetectionDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.LookAgain, out var due)
            ? await handler.HandleAsync(due, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
