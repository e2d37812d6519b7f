using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WatchFindingFunction(WatchHandler handler, Settlement settlement)
{
    [Function("WatchFinding")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Exceptions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.FindingChanged, out var command)
            ? await handler.HandleAsync(command, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
