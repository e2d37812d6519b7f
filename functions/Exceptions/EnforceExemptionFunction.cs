using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class EnforceExemptionFunction(EnforceExemptionHandler handler, Settlement settlement)
{
    [Function("EnforceExemption")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.ExceptionsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.EnforceExemption, handler.DecideAsync, Queues.ExceptionsDue, ct);
}
