#nullable disable
using NhiEvents.AzureSurface;

namespace Azure.Messaging.EventHubs;

public static class EventHubsModelFactory
{
    // Here so that a call without an offset is as ambiguous as in the package: name offsetString.
    [Obsolete("Name offsetString: an offset is not always a number.", false)]
    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        long offset = long.MinValue,
        DateTimeOffset enqueuedTime = default)
        => throw NotBuilt.Here();

    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        string offsetString = null,
        DateTimeOffset enqueuedTime = default)
        => new(eventBody)
        {
            Properties = properties ?? new Dictionary<string, object>(),
            SystemProperties = systemProperties ?? new Dictionary<string, object>(),
            PartitionKey = partitionKey,
            SequenceNumber = sequenceNumber,
            OffsetString = offsetString,
            EnqueuedTime = enqueuedTime,
        };
}
