#nullable disable
namespace Azure.Messaging.EventHubs;

public class EventData : MessageContent
{
    public EventData(BinaryData eventBody) => EventBody = eventBody;

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public BinaryData EventBody { get; set; }

    public string OffsetString { get; internal init; }

    public string PartitionKey { get; internal init; }

    public IDictionary<string, object> Properties { get; internal init; } = new Dictionary<string, object>();

    public long SequenceNumber { get; internal init; } = long.MinValue;

    public IReadOnlyDictionary<string, object> SystemProperties { get; internal init; } = new Dictionary<string, object>();
}
