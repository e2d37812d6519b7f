using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Where an <see cref="EventLog"/> keeps its records and checkpoints. Safe for concurrent use; one log at a time.</summary>
internal interface ILogRows
{
    /// <summary>Appends all records in order, or none.</summary>
    /// <returns>The partition of each record.</returns>
    Task<IReadOnlyList<int>> AppendAsync(EventHubEntity hub, IReadOnlyList<LogRecord> records, DateTimeOffset now);

    /// <summary>The records after the group's checkpoint, in order.</summary>
    IReadOnlyList<StoredRecord> Read(string hub, string consumerGroup, int partition, int max);

    /// <summary>Moves the group's checkpoint, never backwards, and removes what every group of the hub has passed.</summary>
    Task CheckpointAsync(EventHubEntity hub, string consumerGroup, int partition, long offset);

    /// <summary>By the hash of the record's key; without one the hub's partitions take turns.</summary>
    /// <param name="turn">How many records without a key there were.</param>
    static int PartitionOf(LogRecord record, EventHubEntity hub, ref long turn) => record.PartitionKey is { } key
        ? (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % (uint)hub.Partitions)
        : (int)(turn++ % hub.Partitions);
}
