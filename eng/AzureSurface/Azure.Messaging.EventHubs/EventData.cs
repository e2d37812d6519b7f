#nullable disable
using NhiEvents.AzureSurface;

namespace Azure.Messaging.EventHubs;

public class EventData : MessageContent
{
    public EventData()
        : this(new BinaryData(default(ReadOnlyMemory<byte>)))
    {
    }

    public EventData(string eventBody)
        : this(new BinaryData(eventBody))
    {
    }

    public EventData(ReadOnlyMemory<byte> eventBody)
        : this(new BinaryData(eventBody))
    {
    }

    public EventData(BinaryData eventBody) => EventBody = eventBody;

    public new string ContentType { get; set; }

    public string CorrelationId { get; set; }

    public override BinaryData Data
    {
        get => EventBody;
        set => EventBody = value;
    }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public BinaryData EventBody { get; set; }

    public override bool IsReadOnly => false;

    public string MessageId { get; set; }

    [Obsolete("Use OffsetString: an offset is not always a number.", false)]
    public long Offset => throw NotBuilt.Here();

    public string OffsetString { get; internal init; }

    public string PartitionKey { get; internal init; }

    public IDictionary<string, object> Properties { get; internal init; } = new Dictionary<string, object>();

    public long SequenceNumber { get; internal init; } = long.MinValue;

    public IReadOnlyDictionary<string, object> SystemProperties { get; internal init; } = new Dictionary<string, object>();
}
