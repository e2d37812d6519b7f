using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class LookAgainFunction(LookAgainHandler handler, Settlement settlement)
{
    [Function("LookAgain")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.DetectionDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.LookAgain, handler.HandleAsync, ct);
}
