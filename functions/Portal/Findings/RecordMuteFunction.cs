using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Portal.Findings;

public sealed class RecordMuteFunction(FindingList findings, Settlement settlement)
{
    [Function("RecordMute")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.PortalMutes, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.MuteChanged, findings.RecordAsync, ct);
}
