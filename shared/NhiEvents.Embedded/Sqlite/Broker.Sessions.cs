using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    private const string ReceivableInSession =
        $"""
        SELECT {ReceivableColumns} FROM broker_message INDEXED BY broker_message_session
        WHERE entity = ?1 AND session_id = ?4 AND due_at <= ?2 AND locked_until <= ?2 ORDER BY due_at, sequence LIMIT ?3
        """;

    private const string FreeSession =
        """
        SELECT m.session_id FROM broker_message m LEFT JOIN broker_session s ON s.entity = m.entity AND s.session_id = m.session_id
        WHERE m.entity = ?1 AND m.due_at <= ?2 AND m.locked_until <= ?2 AND coalesce(s.locked_until, 0) <= ?2 ORDER BY m.due_at, m.sequence LIMIT 1
        """;

    /// <summary>Locks the session that has waited longest of those with something to receive and no holder; null when there is none. Does not wait.</summary>
    /// <exception cref="ArgumentException">Unknown entity path, or one without sessions.</exception>
    public Task<SessionLock?> AcceptSessionAsync(string entityPath, CancellationToken ct)
    {
        var entity = _entities.ToReceive(entityPath);
        if (!entity.Sessions)
        {
            throw new ArgumentException($"'{entityPath}' has no sessions.", nameof(entityPath));
        }

        ct.ThrowIfCancellationRequested();
        return _database.WriteAsync(connection =>
        {
            var now = Now;
            var session = connection.Sql(FreeSession).First(row => row.Text(0), entity.Path, now);
            if (session is null)
            {
                return null;
            }

            // A new row has a new number, so the lock that ran out fits nothing any more.
            var until = now + entity.LockDuration.Ticks;
            connection.Sql("DELETE FROM broker_session WHERE entity = ?1 AND session_id = ?2").Run(entity.Path, session);
            connection.Sql("INSERT INTO broker_session (entity, session_id, locked_until) VALUES (?1, ?2, ?3)").Run(entity.Path, session, until);
            return new SessionLock(entity.Path, session, connection.Sql("SELECT last_insert_rowid()").Number()!.Value, until.ToTime());
        });
    }

    /// <summary>Locks and returns the session's next messages in order, for as long as the session is held. Does not wait.</summary>
    /// <exception cref="SessionLockLostException">Somebody else may hold it now.</exception>
    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(SessionLock session, int max, CancellationToken ct)
    {
        var entity = _entities.ToReceive(session.EntityPath);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ct.ThrowIfCancellationRequested();
        var received = await _database.WriteAsync(connection =>
        {
            var now = Now;
            var until = connection.Sql("SELECT locked_until FROM broker_session WHERE lock_number = ?1 AND locked_until > ?2").Number(session.LockNumber, now)
                ?? throw Lost(session);
            return Lock(
                connection, entity, now, until, max, left => connection.Sql(ReceivableInSession).All(ToCandidate, entity.Path, now, left, session.SessionId));
        });
        LogDeadLetters(received);
        return received.Locked;
    }

    /// <summary>Prolongs the lock of the session and of its received messages by the entity's lock duration from now; returns the new end.</summary>
    /// <exception cref="SessionLockLostException">Somebody else may hold it now.</exception>
    public Task<DateTimeOffset> RenewSessionAsync(SessionLock session, CancellationToken ct)
    {
        var entity = _entities.ToReceive(session.EntityPath);
        ct.ThrowIfCancellationRequested();
        return _database.WriteAsync(connection =>
        {
            var now = Now;
            var until = now + entity.LockDuration.Ticks;
            if (connection.Sql("UPDATE broker_session SET locked_until = ?3 WHERE lock_number = ?1 AND locked_until > ?2").Run(session.LockNumber, now, until) == 0)
            {
                throw Lost(session);
            }

            connection.Sql("UPDATE broker_message SET locked_until = ?4 WHERE entity = ?1 AND session_id = ?2 AND locked_until > ?3")
                .Run(session.EntityPath, session.SessionId, now, until);
            return until.ToTime();
        });
    }

    /// <summary>Gives the session up; what was received and not settled can be received again at once. Nothing happens when the lock is lost already.</summary>
    public async Task CloseSessionAsync(SessionLock session, CancellationToken ct)
    {
        _entities.ToReceive(session.EntityPath);
        ct.ThrowIfCancellationRequested();
        var left = await _database.WriteAsync(connection => Close(connection, session));
        if (left is { } due)
        {
            Announce(session.EntityPath, due);
        }
    }

    /// <summary>Returns when the first message that is left in the session is due.</summary>
    private static long? Close(SqliteConnection connection, SessionLock session)
    {
        if (connection.Sql("DELETE FROM broker_session WHERE lock_number = ?1").Run(session.LockNumber) == 0)
        {
            return null;
        }

        connection.Sql("UPDATE broker_message SET locked_until = 0 WHERE entity = ?1 AND session_id = ?2 AND locked_until > 0").Run(session.EntityPath, session.SessionId);
        return connection.Sql("SELECT min(due_at) FROM broker_message WHERE entity = ?1 AND session_id = ?2").Number(session.EntityPath, session.SessionId);
    }

    private static SessionLockLostException Lost(SessionLock session) =>
        new($"Session '{session.SessionId}' of '{session.EntityPath}': its lock ran out, or it was closed.");
}
