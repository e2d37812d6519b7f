using Microsoft.Data.Sqlite;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

internal sealed partial class SqliteBrokerRows
{
    private const string DeadLetterColumns =
        "sequence, message_id, kind, body, session_id, delivery_count, due_at, dead_lettered_at, reason, description, attempt, first_sent_at, trace_parent";

    public IReadOnlyList<DeadLetter> DeadLetters(string path, int max, long fromSequence) => _database.Read(connection => connection
        .Sql($"SELECT {DeadLetterColumns} FROM broker_dead_letter WHERE entity = ?1 AND sequence >= ?2 ORDER BY sequence LIMIT ?3")
        .All(row => ToDeadLetter(path, row), path, fromSequence, max));

    public Task<int> ResubmitAsync(ReceiveEntity entity, IReadOnlyCollection<long> sequences) => _database.WriteAsync(connection =>
    {
        var now = Now;
        return sequences.Count(sequence => Resubmit(connection, entity, sequence, now));
    });

    public Task<int> DiscardAsync(string path, IReadOnlyCollection<long> sequences) => _database.WriteAsync(connection =>
        sequences.Sum(sequence => connection.Sql("DELETE FROM broker_dead_letter WHERE sequence = ?1 AND entity = ?2").Run(sequence, path)));

    public Task<bool> BuryAsync(LockedMessage message, string reason, string? description) => _database.WriteAsync(connection =>
        connection.Sql($"SELECT 1 FROM broker_message WHERE {Held}").Number(Key(message)) is not null
        && Bury(connection, message.EntityPath, message.Sequence, Now, reason, description) > 0);

    private static bool Resubmit(SqliteConnection connection, ReceiveEntity entity, long sequence, long now)
    {
        var dead = connection.Sql($"SELECT {DeadLetterColumns} FROM broker_dead_letter WHERE entity = ?1 AND sequence = ?2")
            .First(row => ToDeadLetter(entity.Path, row), entity.Path, sequence);
        if (dead is null)
        {
            return false;
        }

        var seen = new SeenIds(connection, entity.Path, entity.DuplicateWindow, now);
        var id = ResubmittedIds.After(dead.MessageId);
        while (!seen.TryAdd(id))
        {
            id = ResubmittedIds.After(id);
        }

        connection.Sql(InsertMessage).Run(entity.Path, now, id, dead.Kind, dead.SessionId, dead.Attempt, dead.FirstSentAt?.UtcTicks, dead.TraceParent, dead.Body);
        connection.Sql("DELETE FROM broker_dead_letter WHERE sequence = ?1").Run(sequence);
        return true;
    }

    /// <summary>Moves a message to the dead letters, whoever holds it. Returns how many that were.</summary>
    private static int Bury(SqliteConnection connection, string path, long sequence, long now, string reason, string? description)
    {
        connection.Sql(
            """
            INSERT INTO broker_dead_letter
              (sequence, entity, due_at, delivery_count, message_id, kind, session_id, attempt, first_sent_at, trace_parent, body, dead_lettered_at, reason, description)
            SELECT sequence, entity, due_at, delivery_count, message_id, kind, session_id, attempt, first_sent_at, trace_parent, body, ?2, ?3, ?4
            FROM broker_message WHERE sequence = ?1
            """)
            .Run(sequence, now, reason, description);
        return connection.Sql("DELETE FROM broker_message WHERE sequence = ?1 AND entity = ?2").Run(sequence, path);
    }

    private static DeadLetter ToDeadLetter(string path, SqlRow row) => new(
        path,
        row.Int64(0),
        row.Text(1),
        row.Text(2),
        row.Bytes(3),
        row.Int32(5),
        row.Time(6),
        row.Text(8))
    {
        SessionId = row.TextOrNull(4),
        DeadLetteredAt = row.Time(7),
        Description = row.TextOrNull(9),
        Attempt = row.Int32(10),
        FirstSentAt = row.TimeOrNull(11),
        TraceParent = row.TextOrNull(12),
    };
}
