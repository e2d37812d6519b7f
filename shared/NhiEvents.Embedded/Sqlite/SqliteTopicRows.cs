using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A topic's rows in a database: batches of events, a small row for each subscription that still has to be given one, and deliveries that were given up.</summary>
/// <remarks>A delivery that ends touches its own row only, not the batch's body, unless it was the last.</remarks>
internal sealed class SqliteTopicRows : ITopicRows
{
    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS grid_batch (batch INTEGER PRIMARY KEY AUTOINCREMENT, published_at INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS grid_delivery (
          batch INTEGER NOT NULL,
          subscription TEXT NOT NULL,
          failed INTEGER NOT NULL,
          due INTEGER NOT NULL,
          events INTEGER NOT NULL,
          part INTEGER NOT NULL,
          PRIMARY KEY (batch, subscription)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS grid_dead_delivery (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          subscription TEXT NOT NULL,
          reason TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          published_at INTEGER NOT NULL,
          dead_lettered_at INTEGER NOT NULL,
          events INTEGER NOT NULL,
          body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS grid_dead_delivery_subscription ON grid_dead_delivery (subscription, id);
        """;

    /// <summary>What earlier builds kept with the batch, as JSON by subscription.</summary>
    private const string Move =
        """
        INSERT OR IGNORE INTO grid_delivery (batch, subscription, failed, due, events, part)
          SELECT batch, key, json_extract(value, '$.Failed'), json_extract(value, '$.Due'), json_extract(value, '$.Count'), json_extract(value, '$.Part')
          FROM grid_batch, json_each(grid_batch.pending);
        ALTER TABLE grid_batch DROP COLUMN pending;
        """;

    private readonly SqliteDatabase _database;
    private readonly RecentBodies _recent = new();

    /// <summary>Creates the tables that are missing, and takes over what an earlier build has left.</summary>
    public SqliteTopicRows(SqliteDatabase database)
    {
        _database = database;
        database.EnsureSchema(Schema);
        if (database.Read(connection => connection.Sql("SELECT count(*) FROM pragma_table_info('grid_batch') WHERE name = 'pending'").Number()) > 0)
        {
            database.EnsureSchema(Move);
        }
    }

    public IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> All() => _database.Read(connection => connection.Sql(
        """
        SELECT d.subscription, d.batch, b.published_at, d.failed, d.due, d.events, d.part FROM grid_delivery d JOIN grid_batch b ON b.batch = d.batch
        ORDER BY d.batch, d.subscription
        """)
        .All(row => (row.Text(0), new QueuedDelivery(row.Int64(1), row.Time(2), new PendingState(row.Int32(3), row.Int64(4), row.Int32(5), row.Int64(6) != 0)))));

    public async Task<IReadOnlyList<long>> AddAsync(IReadOnlyList<PendingBatch> batches, DateTimeOffset now)
    {
        var numbers = await _database.WriteAsync(connection => batches.Select(batch => Add(connection, batch, now)).ToList());
        for (var i = 0; i < numbers.Count; i++)
        {
            _recent.Keep(numbers[i], batches[i].Body, batches[i].Pending.Count);
        }

        return numbers;
    }

    public ReadOnlyMemory<byte> BodyOf(long batch) =>
        _recent.Take(batch) ?? _database.Read(connection => connection.Sql("SELECT body FROM grid_batch WHERE batch = ?1").First(row => row.Bytes(0), batch)!);

    public Task EndAsync(IReadOnlyList<DeliveryEnd> ends, DateTimeOffset now) => _database.WriteAsync(connection =>
    {
        foreach (var end in ends)
        {
            End(connection, end, now);
        }

        return ends.Count;
    });

    public Task ForgetAsync(IReadOnlyList<(string Subscription, QueuedDelivery Delivery)> deliveries) => _database.WriteAsync(connection =>
    {
        foreach (var (subscription, delivery) in deliveries)
        {
            Remove(connection, delivery.Batch, subscription);
        }

        return deliveries.Count;
    });

    public IReadOnlyList<DeadDelivery> Dead(string subscription, int max, long fromId) => _database.Read(connection => connection.Sql(
        """
        SELECT id, reason, attempts, published_at, dead_lettered_at, events, body FROM grid_dead_delivery
        WHERE subscription = ?1 AND id >= ?2 ORDER BY id LIMIT ?3
        """)
        .All(
            row => new DeadDelivery(row.Int64(0), subscription, row.Text(1), row.Int32(2), row.Time(3), row.Time(4), row.Int32(5), row.Bytes(6)),
            subscription,
            fromId,
            max));

    private static long Add(SqliteConnection connection, PendingBatch batch, DateTimeOffset publishedAt)
    {
        connection.Sql("INSERT INTO grid_batch (published_at, body) VALUES (?1, ?2)").Run(publishedAt.UtcTicks, batch.Body);
        var number = connection.LastRow();
        foreach (var (subscription, state) in batch.Pending)
        {
            connection.Sql("INSERT INTO grid_delivery (batch, subscription, failed, due, events, part) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .Run(number, subscription, state.Failed, state.Due, state.Count, state.Part ? 1 : 0);
        }

        return number;
    }

    private static void End(SqliteConnection connection, DeliveryEnd end, DateTimeOffset now)
    {
        var (delivery, retry, reason) = end;
        if (retry is not null)
        {
            connection.Sql("UPDATE grid_delivery SET failed = ?3, due = ?4 WHERE batch = ?1 AND subscription = ?2").Run(delivery.Batch, delivery.Subscription, retry.Failed, retry.Due);
            return;
        }

        if (reason is not null)
        {
            connection.Sql("INSERT INTO grid_dead_delivery (subscription, reason, attempts, published_at, dead_lettered_at, events, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                .Run(delivery.Subscription, reason, delivery.Attempt, delivery.PublishedAt.UtcTicks, now.UtcTicks, delivery.EventCount, delivery.Body);
        }

        Remove(connection, delivery.Batch, delivery.Subscription);
    }

    private static void Remove(SqliteConnection connection, long batch, string subscription)
    {
        connection.Sql("DELETE FROM grid_delivery WHERE batch = ?1 AND subscription = ?2").Run(batch, subscription);
        connection.Sql("DELETE FROM grid_batch WHERE batch = ?1 AND NOT EXISTS (SELECT 1 FROM grid_delivery WHERE batch = ?1)").Run(batch);
    }
}
