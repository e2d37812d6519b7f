using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The partitioned log: Event Hubs on one machine.</summary>
/// <remarks>
/// Durable once a call has returned, ordered within a partition, read again from the checkpoint after a crash. What every consumer group has passed is removed.
/// </remarks>
public sealed class EventLog
{
    /// <summary>Most bytes of one event, properties included (Event Hubs).</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    /// <summary>Most characters of a partition key (Event Hubs).</summary>
    public const int MaxKeyLength = 128;

    /// <summary>Most rows removed by one checkpoint: none pays for a long past.</summary>
    private const int TrimRows = 4096;

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, EventHubEntity> _hubs;
    private readonly RecentBodies _recent = new();

    public EventLog(SqliteDatabase database, Topology topology, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _hubs = topology.EventHubs.ToFrozenDictionary(hub => hub.Name, StringComparer.Ordinal);
        database.EnsureSchema(
            """
            CREATE TABLE IF NOT EXISTS log_record (
              position INTEGER PRIMARY KEY AUTOINCREMENT,
              hub TEXT NOT NULL,
              partition INTEGER NOT NULL,
              enqueued_at INTEGER NOT NULL,
              partition_key TEXT,
              properties TEXT,
              body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS log_record_partition ON log_record (hub, partition, position);
            CREATE TABLE IF NOT EXISTS log_turn (hub TEXT PRIMARY KEY, next INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS log_checkpoint (
              hub TEXT NOT NULL, partition INTEGER NOT NULL, consumer_group TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (hub, partition, consumer_group));
            """);
    }

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

        var places = await _database.WriteAsync(connection => Append(connection, entity, records));
        for (var i = 0; i < records.Count; i++)
        {
            _recent.Keep(places[i].Position, records[i].Body, entity.ConsumerGroups.Count);
        }

        foreach (var partition in places.Select(place => place.Partition).Distinct().Order())
        {
            Appended?.Invoke(hub, partition);
        }
    }

    /// <summary>The records after the group's checkpoint, in order; empty when there are none. Reading again without a checkpoint gives the same.</summary>
    /// <exception cref="ArgumentException">Unknown hub, consumer group or partition.</exception>
    public IReadOnlyList<StoredRecord> Read(string hub, string consumerGroup, int partition, int max)
    {
        Check(Hub(hub), consumerGroup, partition);
        return _database.Read(connection => connection.Sql(
            """
            SELECT position, enqueued_at, partition_key, properties FROM log_record
            WHERE hub = ?1 AND partition = ?2 AND position > coalesce(
              (SELECT position FROM log_checkpoint WHERE hub = ?1 AND partition = ?2 AND consumer_group = ?3), 0)
            ORDER BY position LIMIT ?4
            """)
            .All(row => ToRecord(connection, row), hub, partition, consumerGroup, max));
    }

    /// <summary>The group is done with everything up to and including this offset. A checkpoint never moves backwards.</summary>
    /// <exception cref="ArgumentException">Unknown hub, consumer group or partition.</exception>
    public Task CheckpointAsync(string hub, string consumerGroup, int partition, long offset, CancellationToken ct)
    {
        var entity = Hub(hub);
        Check(entity, consumerGroup, partition);
        ct.ThrowIfCancellationRequested();
        return LosesCheckpoint?.Invoke(partition, offset) is true ? Task.CompletedTask : _database.WriteAsync(connection =>
        {
            connection.Sql(
                """
                INSERT INTO log_checkpoint (hub, partition, consumer_group, position) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (hub, partition, consumer_group) DO UPDATE SET position = excluded.position WHERE excluded.position > position
                """)
                .Run(hub, partition, consumerGroup, offset);
            return Trim(connection, entity, partition);
        });
    }

    /// <summary>Returns where each record is.</summary>
    private List<(int Partition, long Position)> Append(SqliteConnection connection, EventHubEntity hub, IReadOnlyList<LogRecord> records)
    {
        var now = _time.GetUtcNow().UtcTicks;
        var first = connection.Sql("SELECT next FROM log_turn WHERE hub = ?1").Number(hub.Name) ?? 0;
        var turn = first;
        var places = new List<(int, long)>(records.Count);
        foreach (var record in records)
        {
            var partition = record.PartitionKey is { } key ? PartitionOf(key, hub.Partitions) : (int)(turn++ % hub.Partitions);
            connection.Sql("INSERT INTO log_record (hub, partition, enqueued_at, partition_key, properties, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .Run(hub.Name, partition, now, record.PartitionKey, PropertiesOf(record), record.Body);
            places.Add((partition, connection.LastRow()));
        }

        if (turn != first)
        {
            connection.Sql("INSERT INTO log_turn (hub, next) VALUES (?1, ?2) ON CONFLICT (hub) DO UPDATE SET next = excluded.next").Run(hub.Name, turn);
        }

        return places;
    }

    /// <summary>Removes what every group of the topology has passed.</summary>
    private static int Trim(SqliteConnection connection, EventHubEntity hub, int partition)
    {
        var passed = hub.ConsumerGroups.Min(group =>
            connection.Sql("SELECT position FROM log_checkpoint WHERE hub = ?1 AND partition = ?2 AND consumer_group = ?3").Number(hub.Name, partition, group) ?? 0);
        return connection.Sql(
            """
            DELETE FROM log_record WHERE position IN (
              SELECT position FROM log_record WHERE hub = ?1 AND partition = ?2 AND position <= ?3 ORDER BY position LIMIT ?4)
            """)
            .Run(hub.Name, partition, passed, TrimRows);
    }

    private static int PartitionOf(string key, int partitions) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % (uint)partitions);

    private static string? PropertiesOf(LogRecord record) =>
        record.Properties is { Count: > 0 } properties
            ? JsonSerializer.Serialize(new SortedDictionary<string, string>(properties.ToDictionary(), StringComparer.Ordinal), SqliteJson.Default.SortedDictionaryStringString)
            : null;

    private StoredRecord ToRecord(SqliteConnection connection, SqlRow row) => new(
        row.Int64(0),
        row.Time(1),
        _recent.Take(row.Int64(0)) ?? connection.Sql("SELECT body FROM log_record WHERE position = ?1").First(one => one.Bytes(0), row.Int64(0))!,
        row.TextOrNull(2),
        row.TextOrNull(3) is { } json ? JsonSerializer.Deserialize(json, SqliteJson.Default.SortedDictionaryStringString)! : FrozenDictionary<string, string>.Empty);

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
