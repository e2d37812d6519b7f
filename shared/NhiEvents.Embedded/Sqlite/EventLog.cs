using System.Collections.Frozen;
using System.Text;
using NhiEvents.Embedded.Memory;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The partitioned log: Event Hubs on one machine.</summary>
/// <remarks>
/// As durable as its rows once a call has returned, ordered within a partition, read again from the checkpoint after a crash. What every consumer group has passed is removed.
/// </remarks>
public sealed class EventLog
{
    /// <summary>Most bytes of one event, properties included (Event Hubs).</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    /// <summary>Most characters of a partition key (Event Hubs).</summary>
    public const int MaxKeyLength = 128;

    private readonly ILogRows _rows;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, EventHubEntity> _hubs;

    public EventLog(SqliteDatabase database, Topology topology, TimeProvider time)
        : this(new SqliteLogRows(database), topology, time)
    {
    }

    internal EventLog(ILogRows rows, Topology topology, TimeProvider time)
    {
        (_rows, _time) = (rows, time);
        _hubs = topology.EventHubs.ToFrozenDictionary(hub => hub.Name, StringComparer.Ordinal);
    }

    /// <summary>Gone with the process.</summary>
    public static EventLog InMemory(Topology topology, TimeProvider time) => new(new MemoryLogRows(), topology, time);

    /// <summary>This partition of this hub has more to read. Raised after it is durable, on any thread; a handler must be quick and must not throw.</summary>
    public event Action<string, int>? Appended;

    /// <summary>A fault for tests, by partition and offset: true when the checkpoint was never written, so that the batch comes again. Null: every one is.</summary>
    internal Func<int, long, bool>? LosesCheckpoint { get; set; }

    /// <summary>Appends all records in order, in one transaction. With a partition key by its hash, else to each partition in turn.</summary>
    /// <exception cref="ArgumentException">Unknown hub, or a record over a limit; nothing was appended.</exception>
    public async Task AppendAsync(string hub, IReadOnlyList<LogRecord> records, CancellationToken ct)
    {
        var entity = Hub(hub);
        foreach (var record in records)
        {
            Check(hub, record);
        }

        ct.ThrowIfCancellationRequested();
        if (records.Count == 0)
        {
            return;
        }

        var partitions = await _rows.AppendAsync(entity, records, _time.GetUtcNow());
        foreach (var partition in partitions.Distinct().Order())
        {
            Appended?.Invoke(hub, partition);
        }
    }

    /// <summary>The records after the group's checkpoint, in order; empty when there are none. Reading again without a checkpoint gives the same.</summary>
    /// <exception cref="ArgumentException">Unknown hub, consumer group or partition.</exception>
    public IReadOnlyList<StoredRecord> Read(string hub, string consumerGroup, int partition, int max)
    {
        Check(Hub(hub), consumerGroup, partition);
        return _rows.Read(hub, consumerGroup, partition, max);
    }

    /// <summary>The group is done with everything up to and including this offset. A checkpoint never moves backwards.</summary>
    /// <exception cref="ArgumentException">Unknown hub, consumer group or partition.</exception>
    public Task CheckpointAsync(string hub, string consumerGroup, int partition, long offset, CancellationToken ct)
    {
        var entity = Hub(hub);
        Check(entity, consumerGroup, partition);
        ct.ThrowIfCancellationRequested();
        return LosesCheckpoint?.Invoke(partition, offset) is true ? Task.CompletedTask : _rows.CheckpointAsync(entity, consumerGroup, partition, offset);
    }

    private EventHubEntity Hub(string name) =>
        _hubs.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no event hub '{name}' in the topology.", nameof(name));

    private static void Check(EventHubEntity hub, string consumerGroup, int partition)
    {
        if (!hub.ConsumerGroups.Contains(consumerGroup, StringComparer.Ordinal))
        {
            throw new ArgumentException($"Event hub '{hub.Name}' has no consumer group '{consumerGroup}' in the topology.", nameof(consumerGroup));
        }

        if (partition < 0 || partition >= hub.Partitions)
        {
            throw new ArgumentException($"Event hub '{hub.Name}' has partitions 0 to {hub.Partitions - 1}, not {partition}.", nameof(partition));
        }
    }

    private static void Check(string hub, LogRecord record)
    {
        if (record.PartitionKey?.Length > MaxKeyLength)
        {
            throw new ArgumentException($"'{hub}' refuses a partition key of {record.PartitionKey.Length} characters; the limit is {MaxKeyLength}.");
        }

        var size = record.Body.Length + Bytes(record.PartitionKey) + (record.Properties?.Sum(property => Bytes(property.Key) + Bytes(property.Value)) ?? 0);
        if (size > MaxRecordBytes)
        {
            throw new ArgumentException($"'{hub}' refuses an event of {size} bytes, properties included; the limit is {MaxRecordBytes}.");
        }
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
