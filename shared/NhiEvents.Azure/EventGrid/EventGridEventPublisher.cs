using Azure.Messaging.EventGrid;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.EventGrid;

/// <summary>The event port on an Event Grid topic with the CloudEvents schema.</summary>
/// <remarks>The batches are encoded here, not by the client, because their size must be known before they leave.</remarks>
public sealed class EventGridEventPublisher(EventGridPublisherClient client) : IEventPublisher
{
    public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct)
    {
        foreach (var batch in EventMapping.ToBatches(events))
        {
            await client.SendEncodedCloudEventsAsync(batch, ct);
        }
    }
}
