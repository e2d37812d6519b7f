namespace NhiEvents.Embedded.Sqlite;

internal sealed partial class SqliteBrokerRows
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

    public Task<SessionLock?> AcceptAsync(ReceiveEntity entity) => _database.WriteAsync(connection =>
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
        return new SessionLock(entity.Path, session, connection.LastRow(), until.ToTime());
    });

    public Task<Received?> LockAsync(ReceiveEntity entity, SessionLock session, int max) => _database.WriteAsync(connection =>
    {
        var now = Now;
        return connection.Sql("SELECT locked_until FROM broker_session WHERE lock_number = ?1 AND locked_until > ?2").Number(session.LockNumber, now) is { } until
            ? Lock(connection, entity, now, until, max, left => connection.Sql(ReceivableInSession).All(ToCandidate, entity.Path, now, left, session.SessionId))
            : null;
    });

    public Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, SessionLock session) => _database.WriteAsync(connection =>
    {
        var now = Now;
        var until = now + entity.LockDuration.Ticks;
        if (connection.Sql("UPDATE broker_session SET locked_until = ?3 WHERE lock_number = ?1 AND locked_until > ?2").Run(session.LockNumber, now, until) == 0)
        {
            return (DateTimeOffset?)null;
        }

        connection.Sql("UPDATE broker_message SET locked_until = ?4 WHERE entity = ?1 AND session_id = ?2 AND locked_until > ?3")
            .Run(session.EntityPath, session.SessionId, now, until);
        return until.ToTime();
    });

    public Task<long?> CloseAsync(SessionLock session) => _database.WriteAsync(connection =>
    {
        if (connection.Sql("DELETE FROM broker_session WHERE lock_number = ?1").Run(session.LockNumber) == 0)
        {
            return null;
        }

        connection.Sql("UPDATE broker_message SET locked_until = 0 WHERE entity = ?1 AND session_id = ?2 AND locked_until > 0").Run(session.EntityPath, session.SessionId);
        return connection.Sql("SELECT min(due_at) FROM broker_message WHERE entity = ?1 AND session_id = ?2").Number(session.EntityPath, session.SessionId);
    });
}
