using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Exceptions;

public sealed class WritePoliciesFunction(WritePoliciesHandler handler, Settlement settlement)
{
    [Function("WritePolicies")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.PolicyWrites, Connection = "ServiceBus", AutoCompleteMessages = false, IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.WritePolicies, out var command)
            ? await handler.HandleAsync(command, ct)
            : Outcome.Reject("unreadable-body");

        await settlement.ApplyAsync(outcome, message, actions, ct, Queues.PolicyWrites);
    }
}
