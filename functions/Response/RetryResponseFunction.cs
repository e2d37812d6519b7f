using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class RetryResponseFunction(CauseHandler handler, Settlement settlement)
{
    [Function("RetryResponse")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.ResponseRetry, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.RetryEvent, out var handed) && Wire.TryRead(handed.Data, NhiJson.Default.DirectoryChanged, out var change)
            ? await handler.HandleOneAsync(change, ct)
            : Outcome.Reject("unreadable-event");

        await settlement.ApplyAsync(outcome, message, actions, ct);
    }
}
