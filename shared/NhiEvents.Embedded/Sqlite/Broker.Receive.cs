using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    /// <summary>The reason of a message that was delivered too often.</summary>
    public const string MaxDeliveryCountExceeded = "MaxDeliveryCountExceeded";

    private const string ReceivableColumns = "sequence, message_id, kind, body, session_id, delivery_count, due_at, attempt, first_sent_at, trace_parent";

    private const string Receivable =
        $"""
        SELECT {ReceivableColumns} FROM broker_message INDEXED BY broker_message_due
        WHERE entity = ?1 AND due_at <= ?2 AND locked_until <= ?2 ORDER BY due_at, sequence LIMIT ?3
        """;

    /// <summary>Locks and returns what can be received now, by (due, sequence); empty when there is nothing. Does not wait.</summary>
    /// <remarks>Every delivery counts, also one whose lock ran out; after the last allowed one the message is dead-lettered.</remarks>
    /// <exception cref="ArgumentException">Unknown entity path, or one with sessions.</exception>
    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string entityPath, int max, CancellationToken ct)
    {
        var entity = _entities.ToReceive(entityPath);
        if (entity.Sessions)
        {
            throw new ArgumentException($"'{entityPath}' has sessions: accept one and receive from that.", nameof(entityPath));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        ct.ThrowIfCancellationRequested();
        var received = await _database.WriteAsync(connection =>
        {
            var now = Now;
            return Lock(connection, entity, now, now + entity.LockDuration.Ticks, max, left => connection.Sql(Receivable).All(ToCandidate, entity.Path, now, left));
        });
        LogDeadLetters(received);
        return received.Locked;
    }

    /// <summary>Locks candidates in order; those that have had all their deliveries go to the dead letters and others take their place.</summary>
    private static Received Lock(
        SqliteConnection connection, ReceiveEntity entity, long now, long lockedUntil, int max, Func<int, List<Candidate>> select)
    {
        var received = new Received([], []);
        while (received.Locked.Count < max)
        {
            var candidates = select(max - received.Locked.Count);
            foreach (var candidate in candidates)
            {
                if (candidate.Deliveries >= entity.MaxDeliveryCount)
                {
                    Bury(connection, entity.Path, candidate.Sequence, now, MaxDeliveryCountExceeded, TooOften(entity));
                    received.Buried.Add(new Buried(entity.Path, candidate.Sequence, MaxDeliveryCountExceeded));
                }
                else
                {
                    connection.Sql("UPDATE broker_message SET locked_until = ?2, delivery_count = delivery_count + 1 WHERE sequence = ?1")
                        .Run(candidate.Sequence, lockedUntil);
                    received.Locked.Add(candidate.ToLocked(entity.Path, lockedUntil));
                }
            }

            if (candidates.Count == 0)
            {
                break;
            }
        }

        return received;
    }

    private static string TooOften(ReceiveEntity entity) => string.Create(CultureInfo.InvariantCulture, $"Delivered {entity.MaxDeliveryCount} times without being completed.");

    private static Candidate ToCandidate(SqlRow row) => new(
        row.Int64(0),
        row.Text(1),
        row.Text(2),
        row.Bytes(3),
        row.TextOrNull(4),
        row.Int32(5),
        row.Time(6),
        row.Int32(7),
        row.TimeOrNull(8),
        row.TextOrNull(9));

    private void LogDeadLetters(Received received)
    {
        foreach (var buried in received.Buried)
        {
            _log.DeadLettered(buried.EntityPath, buried.Sequence, buried.Reason);
        }
    }

    private sealed record Candidate(
        long Sequence,
        string MessageId,
        string Kind,
        byte[] Body,
        string? SessionId,
        int Deliveries,
        DateTimeOffset EnqueuedAt,
        int Attempt,
        DateTimeOffset? FirstSentAt,
        string? TraceParent)
    {
        public LockedMessage ToLocked(string path, long lockedUntil) =>
            new(path, Sequence, MessageId, Kind, Body, SessionId, Deliveries + 1, EnqueuedAt, lockedUntil.ToTime(), Token(), Attempt, FirstSentAt, TraceParent);

        /// <summary>A sequence is used once in a database, so with the delivery it is enough.</summary>
        private Guid Token()
        {
            Span<byte> token = stackalloc byte[16];
            BinaryPrimitives.WriteInt64BigEndian(token, Sequence);
            BinaryPrimitives.WriteInt64BigEndian(token[sizeof(long)..], Deliveries + 1L);
            return new Guid(token);
        }
    }

    private sealed record Received(List<LockedMessage> Locked, List<Buried> Buried);

    private sealed record Buried(string EntityPath, long Sequence, string Reason);
}
