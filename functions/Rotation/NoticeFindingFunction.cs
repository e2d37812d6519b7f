using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class NoticeFindingFunction(NoticeFindingHandler handler, Settlement settlement)
{
    [Function("NoticeFindingForRotation")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Rotation, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.FindingChanged, out var changed)
            ? await handler.HandleAsync(changed, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
