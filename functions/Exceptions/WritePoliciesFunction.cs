using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WritePoliciesFunction(WritePoliciesHandler handler, Settlement settlement)
{
    [Function("WritePolicies")]
    public Task RunAsync(
        [ServiceBusTrigger(Queues.PolicyWrites, Connection = "ServiceBus", AutoCompleteMessages = false, IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(message, actions, NhiJson.Default.WritePolicies, handler.HandleAsync, Queues.PolicyWrites, ct);
}
