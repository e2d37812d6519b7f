using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WatchFindingFunction(WatchHandler handler, Settlement settlement)
{
    [Function("WatchFinding")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Exceptions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.FindingChanged, handler.HandleAsync, ct);
}
