using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A log's rows in a database: as durable as that is, once a call has returned.</summary>
internal sealed class SqliteLogRows : ILogRows
{
    /// <summary>Most rows removed by one checkpoint: none pays for a long past.</summary>
    private const int TrimRows = 4096;

    private readonly SqliteDatabase _database;
    private readonly RecentBodies _recent = new();

    public SqliteLogRows(SqliteDatabase database)
    {
        _database = database;
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

    public async Task<IReadOnlyList<int>> AppendAsync(EventHubEntity hub, IReadOnlyList<LogRecord> records, DateTimeOffset now)
    {
        var places = await _database.WriteAsync(connection => Append(connection, hub, records, now.UtcTicks));
        for (var i = 0; i < records.Count; i++)
        {
            _recent.Keep(places[i].Position, records[i].Body, hub.ConsumerGroups.Count);
        }

        return places.ConvertAll(place => place.Partition);
    }

    public IReadOnlyList<StoredRecord> Read(string hub, string consumerGroup, int partition, int max) => _database.Read(connection => connection.Sql(
        """
        SELECT position, enqueued_at, partition_key, properties FROM log_record
        WHERE hub = ?1 AND partition = ?2 AND position > coalesce(
          (SELECT position FROM log_checkpoint WHERE hub = ?1 AND partition = ?2 AND consumer_group = ?3), 0)
        ORDER BY position LIMIT ?4
        """)
        .All(row => ToRecord(connection, row), hub, partition, consumerGroup, max));

    public Task CheckpointAsync(EventHubEntity hub, string consumerGroup, int partition, long offset) => _database.WriteAsync(connection =>
    {
        connection.Sql(
            """
            INSERT INTO log_checkpoint (hub, partition, consumer_group, position) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (hub, partition, consumer_group) DO UPDATE SET position = excluded.position WHERE excluded.position > position
            """)
            .Run(hub.Name, partition, consumerGroup, offset);
        return Trim(connection, hub, partition);
    });

    /// <summary>Returns where each record is.</summary>
    private static List<(int Partition, long Position)> Append(SqliteConnection connection, EventHubEntity hub, IReadOnlyList<LogRecord> records, long now)
    {
        var first = connection.Sql("SELECT next FROM log_turn WHERE hub = ?1").Number(hub.Name) ?? 0;
        var turn = first;
        var places = new List<(int, long)>(records.Count);
        foreach (var record in records)
        {
            var partition = ILogRows.PartitionOf(record, hub, ref turn);
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

    private static string? PropertiesOf(LogRecord record) =>
        record.Sorted() is { } properties ? JsonSerializer.Serialize(properties, SqliteJson.Default.SortedDictionaryStringString) : null;

    private StoredRecord ToRecord(SqliteConnection connection, SqlRow row) => new(
        row.Int64(0),
        row.Time(1),
        _recent.Take(row.Int64(0)) ?? connection.Sql("SELECT body FROM log_record WHERE position = ?1").First(one => one.Bytes(0), row.Int64(0))!,
        row.TextOrNull(2),
        row.TextOrNull(3) is { } json ? JsonSerializer.Deserialize(json, SqliteJson.Default.SortedDictionaryStringString)! : FrozenDictionary<string, string>.Empty);
}
