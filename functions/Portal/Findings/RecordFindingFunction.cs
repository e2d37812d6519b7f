using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class RecordFindingFunction(FindingList findings, Settlement settlement)
{
    [Function("RecordFinding")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Portal, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.FindingChanged, findings.RecordAsync, ct);
}
