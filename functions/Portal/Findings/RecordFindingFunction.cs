using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class RecordFindingFunction(FindingList findings, Settlement settlement)
{
    [Function("RecordFinding")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Portal, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.FindingChanged, out var change)
            ? await findings.RecordAsync(change, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
