using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Duplicate detection of one entity, inside one transaction.</summary>
internal sealed class SeenIds(SqliteConnection connection, string entity, TimeSpan? window, long now)
{
    /// <summary>False when the id was sent within the window. A duplicate does not prolong the window.</summary>
    public bool TryAdd(string messageId) =>
        window is not { } remembered
        || connection.Sql(
            """
            INSERT INTO broker_seen (entity, message_id, until) VALUES (?1, ?2, ?3)
            ON CONFLICT (entity, message_id) DO UPDATE SET until = excluded.until WHERE until <= ?4
            """)
            .Run(entity, messageId, now + remembered.Ticks, now) == 1;

    /// <summary>Forgets up to twice as many ids as were added: the table shrinks to the window, and no call pays for a long past.</summary>
    public void Expire(int added)
    {
        if (window is not null)
        {
            connection.Sql(
                """
                DELETE FROM broker_seen WHERE (entity, message_id) IN (
                  SELECT entity, message_id FROM broker_seen INDEXED BY broker_seen_until WHERE until <= ?1 ORDER BY until LIMIT ?2)
                """)
                .Run(now, 2 * added);
        }
    }
}
