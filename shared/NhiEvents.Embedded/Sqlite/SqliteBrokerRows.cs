using Microsoft.Data.Sqlite;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>A broker's rows in a database: as durable as that is, once a call has returned.</summary>
internal sealed partial class SqliteBrokerRows : IBrokerRows
{
    private const string InsertMessage =
        """
        INSERT INTO broker_message (entity, due_at, message_id, kind, session_id, attempt, first_sent_at, trace_parent, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    private const string NextDueMessage =
        """
        SELECT min(at) FROM (
          SELECT * FROM (
            SELECT due_at AS at FROM broker_message INDEXED BY broker_message_due WHERE entity = ?1 AND locked_until = 0 ORDER BY due_at LIMIT 1)
          UNION ALL
          SELECT * FROM (
            SELECT locked_until FROM broker_message INDEXED BY broker_message_locked WHERE entity = ?1 AND locked_until > 0 ORDER BY locked_until LIMIT 1))
        """;

    private const string NextDueSession =
        """
        SELECT min(max(m.due_at, m.locked_until, coalesce(s.locked_until, 0)))
        FROM broker_message m LEFT JOIN broker_session s ON s.entity = m.entity AND s.session_id = m.session_id
        WHERE m.entity = ?1
        """;

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;

    public SqliteBrokerRows(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        database.EnsureSchema(BrokerSchema.Sql);
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    public async Task<IReadOnlyDictionary<string, long>> StoreAsync(SendEntity target, IReadOnlyList<OutgoingMessage> messages) =>
        await _database.WriteAsync(connection => Store(connection, target, messages, Now));

    public long? NextDue(ReceiveEntity entity) => _database.Read(connection => connection.Sql(entity.Sessions ? NextDueSession : NextDueMessage).Number(entity.Path));

    public EntityCount Count(string path)
    {
        var now = Now;
        return _database.Read(connection => new EntityCount(
            connection.Sql("SELECT count(*) FROM broker_message WHERE entity = ?1 AND due_at <= ?2").Number(path, now)!.Value,
            connection.Sql("SELECT count(*) FROM broker_message WHERE entity = ?1 AND due_at > ?2").Number(path, now)!.Value,
            connection.Sql("SELECT count(*) FROM broker_dead_letter WHERE entity = ?1").Number(path)!.Value,
            connection.Sql("SELECT min(due_at) FROM broker_message WHERE entity = ?1 AND due_at <= ?2").Number(path, now)?.ToTime()));
    }

    public Task ReleaseAllAsync() => _database.WriteAsync(connection =>
        connection.Sql("UPDATE broker_message SET locked_until = 0 WHERE locked_until > 0").Run() + connection.Sql("DELETE FROM broker_session").Run());

    private static Dictionary<string, long> Store(SqliteConnection connection, SendEntity target, IReadOnlyList<OutgoingMessage> messages, long now)
    {
        var seen = new SeenIds(connection, target.Name, target.DuplicateWindow, now);
        var earliest = target.Spread(messages, now, message => seen.TryAdd(message.Id), (path, message, due, session) => connection.Sql(InsertMessage)
            .Run(path, due, message.Id, message.Kind, session, message.Attempt, message.FirstSentAt?.UtcTicks, message.TraceParent, message.Body));
        seen.Expire(messages.Count);
        return earliest;
    }
}
