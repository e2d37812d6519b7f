using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A topic's rows: batches of events, a small row for each subscription that still has to be given one, and deliveries that were given up.</summary>
/// <remarks>A delivery that ends touches its own row only, not the batch's body, unless it was the last.</remarks>
internal static class EventTopicRows
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

    /// <summary>Creates the tables that are missing, and takes over what an earlier build has left.</summary>
    public static void Create(SqliteDatabase database)
    {
        database.EnsureSchema(Schema);
        if (database.Read(connection => connection.Sql("SELECT count(*) FROM pragma_table_info('grid_batch') WHERE name = 'pending'").Number()) > 0)
        {
            database.EnsureSchema(Move);
        }
    }

    /// <returns>The batch's number.</returns>
    public static long Add(SqliteConnection connection, DateTimeOffset publishedAt, byte[] body, IReadOnlyDictionary<string, PendingState> pending)
    {
        connection.Sql("INSERT INTO grid_batch (published_at, body) VALUES (?1, ?2)").Run(publishedAt.UtcTicks, body);
        var batch = connection.LastRow();
        foreach (var (subscription, state) in pending)
        {
            connection.Sql("INSERT INTO grid_delivery (batch, subscription, failed, due, events, part) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .Run(batch, subscription, state.Failed, state.Due, state.Count, state.Part ? 1 : 0);
        }

        return batch;
    }

    /// <summary>Every delivery that has not ended, by batch and subscription.</summary>
    public static List<(string Subscription, QueuedDelivery Delivery)> All(SqliteConnection connection) =>
        connection.Sql(
            """
            SELECT d.subscription, d.batch, b.published_at, d.failed, d.due, d.events, d.part FROM grid_delivery d JOIN grid_batch b ON b.batch = d.batch
            ORDER BY d.batch, d.subscription
            """)
            .All(row => (row.Text(0), new QueuedDelivery(row.Int64(1), row.Time(2), new PendingState(row.Int32(3), row.Int64(4), row.Int32(5), row.Int64(6) != 0))));

    public static byte[] BodyOf(SqliteConnection connection, long batch) =>
        connection.Sql("SELECT body FROM grid_batch WHERE batch = ?1").First(row => row.Bytes(0), batch)!;

    /// <summary>The subscription needs the batch no more; a batch that nobody needs is removed.</summary>
    public static void End(SqliteConnection connection, long batch, string subscription)
    {
        connection.Sql("DELETE FROM grid_delivery WHERE batch = ?1 AND subscription = ?2").Run(batch, subscription);
        connection.Sql("DELETE FROM grid_batch WHERE batch = ?1 AND NOT EXISTS (SELECT 1 FROM grid_delivery WHERE batch = ?1)").Run(batch);
    }

    public static void Settle(SqliteConnection connection, DeliveryEnd end, DateTimeOffset now)
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

        End(connection, delivery.Batch, delivery.Subscription);
    }

    /// <summary>By id, from this one on.</summary>
    public static List<DeadDelivery> Dead(SqliteConnection connection, string subscription, int max, long fromId) =>
        connection.Sql(
            """
            SELECT id, reason, attempts, published_at, dead_lettered_at, events, body FROM grid_dead_delivery
            WHERE subscription = ?1 AND id >= ?2 ORDER BY id LIMIT ?3
            """)
            .All(
                row => new DeadDelivery(row.Int64(0), subscription, row.Text(1), row.Int32(2), row.Time(3), row.Time(4), row.Int32(5), row.Bytes(6)),
                subscription,
                fromId,
                max);
}
