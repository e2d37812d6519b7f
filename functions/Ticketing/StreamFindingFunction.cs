using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Digests;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Ticketing;

public sealed class StreamFindingFunction(StreamChangesHandler streams, KeepDigestHandler digests, Settlement settlement)
{
    [Function("StreamFinding")]
    public Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Streams, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => settlement.HandleAsync(
            message,
            actions,
            NhiJson.Default.FindingChanged,
            async (changed, stop) =>
            {
                await digests.HandleAsync(changed, stop);
                return await streams.HandleAsync(changed, message.EnqueuedTime, stop);
            },
            ct);
}
