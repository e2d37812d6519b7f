using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;
using EventHubs = NhiEvents.Contracts.Events.EventHubs;

namespace NhiEvents.Functions.Ingest;

public sealed class IngestLogsFunction(IngestHandler handler, ArrivalAge age)
{
    /// <remarks>Without the retry attribute the checkpoint moves on past a failed batch. -1: until it works.</remarks>
    [Function("IngestLogs")]
    [ExponentialBackoffRetry(-1, "00:00:05", "00:05:00")]
    public Task RunAsync(
        [EventHubTrigger(EventHubs.EntraLogs, Connection = "EventHub", ConsumerGroup = EventHubs.IngestGroup)] EventData[] messages, CancellationToken ct)
    {
        age.Note(messages.Select(message => message.EnqueuedTime));
        return handler.HandleAsync([.. messages.Select(message => message.EventBody.ToMemory())], ct);
    }
}
