using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

internal sealed partial class SqliteBrokerRows
{
    private const string ReceivableColumns = "sequence, message_id, kind, body, session_id, delivery_count, due_at, attempt, first_sent_at, trace_parent";

    private const string Receivable =
        $"""
        SELECT {ReceivableColumns} FROM broker_message INDEXED BY broker_message_due
        WHERE entity = ?1 AND due_at <= ?2 AND locked_until <= ?2 ORDER BY due_at, sequence LIMIT ?3
        """;

    /// <summary>Only the delivery that holds the lock, and only while it does.</summary>
    private const string Held = "sequence = ?1 AND entity = ?2 AND delivery_count = ?3 AND locked_until > ?4";

    public Task<Received> LockAsync(ReceiveEntity entity, int max) => _database.WriteAsync(connection =>
    {
        var now = Now;
        return Lock(connection, entity, now, now + entity.LockDuration.Ticks, max, left => connection.Sql(Receivable).All(ToCandidate, entity.Path, now, left));
    });

    public Task<bool> CompleteAsync(LockedMessage message) =>
        _database.WriteAsync(connection => connection.Sql($"DELETE FROM broker_message WHERE {Held}").Run(Key(message)) > 0);

    public Task<bool> ReleaseAsync(LockedMessage message) =>
        _database.WriteAsync(connection => connection.Sql($"UPDATE broker_message SET locked_until = 0 WHERE {Held}").Run(Key(message)) > 0);

    public Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, LockedMessage message) => _database.WriteAsync(connection =>
    {
        var until = Now + entity.LockDuration.Ticks;
        return connection.Sql($"UPDATE broker_message SET locked_until = ?5 WHERE {Held}").Run([.. Key(message), until]) > 0 ? until.ToTime() : (DateTimeOffset?)null;
    });

    public Task LoseAsync(LockedMessage message) => _database.WriteAsync(connection =>
    {
        connection.Sql("DELETE FROM broker_session WHERE entity = ?1 AND session_id = ?2").Run(message.EntityPath, message.SessionId);
        return connection.Sql($"UPDATE broker_message SET locked_until = 0 WHERE {Held}").Run(Key(message));
    });

    private static Received Lock(
        SqliteConnection connection, ReceiveEntity entity, long now, long lockedUntil, int max, Func<int, List<LockedMessage>> select)
    {
        var received = new Received([], []);
        while (received.Locked.Count < max)
        {
            var candidates = select(max - received.Locked.Count);
            foreach (var candidate in candidates)
            {
                if (candidate.DeliveryCount > entity.MaxDeliveryCount)
                {
                    Bury(connection, entity.Path, candidate.Sequence, now, Broker.MaxDeliveryCountExceeded, IBrokerRows.TooOften(entity));
                    received.Buried.Add(candidate.Sequence);
                }
                else
                {
                    connection.Sql("UPDATE broker_message SET locked_until = ?2, delivery_count = delivery_count + 1 WHERE sequence = ?1")
                        .Run(candidate.Sequence, lockedUntil);
                    received.Locked.Add(candidate with { EntityPath = entity.Path, LockedUntil = lockedUntil.ToTime() });
                }
            }

            if (candidates.Count == 0)
            {
                break;
            }
        }

        return received;
    }

    /// <summary>As it would be delivered now; its path and the end of its lock are open.</summary>
    private static LockedMessage ToCandidate(SqlRow row) => new(
        "",
        row.Int64(0),
        row.Text(1),
        row.Text(2),
        row.Bytes(3),
        row.TextOrNull(4),
        row.Int32(5) + 1,
        row.Time(6),
        default,
        LockedMessage.TokenOf(row.Int64(0), row.Int32(5) + 1),
        row.Int32(7),
        row.TimeOrNull(8),
        row.TextOrNull(9));

    private SqlValue[] Key(LockedMessage message) => [message.Sequence, message.EntityPath, message.DeliveryCount, Now];
}
