using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class HeedLapseFunction(LapseBook lapses, Settlement settlement)
{
    [Function("HeedLapseForExceptions")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Changes, Subscriptions.ExceptionsSources, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.SourceLapsed, lapses.HandleAsync, ct);
}
