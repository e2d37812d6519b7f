using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WriteExclusionFunction(EnforceExemptionHandler handler, Settlement settlement)
{
    [Function("WriteExclusion")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.ExceptionsWrites, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.EnforceExemption, handler.HandleAsync, Queues.ExceptionsWrites, ct);
}
