using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Queues and topics on one machine: Service Bus for what this system uses of it.</summary>
/// <remarks>
/// At least once, durable once a call has returned, locks included. An entity path is <c>queue</c> or <c>topic/subscription</c>. Nothing here waits or wakes up
/// by itself: whoever drives it listens to <see cref="Ready"/>, asks <see cref="NextDue"/> and calls <c>ReceiveAsync</c> at that time. Safe for concurrent use.
/// Not built: defer, session state, transactions, forwarding, SQL filters.
/// </remarks>
public sealed partial class Broker
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BrokerEntities _entities;

    public Broker(SqliteDatabase database, Topology topology, TimeProvider time, ILogger<Broker>? logger = null)
    {
        (_database, _time, _log) = (database, time, logger ?? NullLogger<Broker>.Instance);
        _entities = new BrokerEntities(topology);
        database.EnsureSchema(BrokerSchema.Sql);
    }

    /// <summary>Something can be received from this entity path at this time. Raised after it is durable, on any thread; a handler must be quick and must not throw.</summary>
    /// <remarks>A lock that runs out is not announced: <see cref="NextDue"/> tells.</remarks>
    public event Action<string, DateTimeOffset>? Ready;

    /// <summary>These messages were sent to this queue or topic. Raised after they are durable, on any thread; a handler must be quick and must not throw.</summary>
    public event Action<string, IReadOnlyList<OutgoingMessage>>? Sent;

    /// <summary>A fault for tests: true when the lock ran out before this delivery was to be settled. Null: no lock is lost.</summary>
    internal Func<LockedMessage, bool>? LosesLock { get; set; }

    /// <summary>Every entity path that can be received from, in ordinal order.</summary>
    public IReadOnlyList<string> EntityPaths => [.. _entities.Paths];

    /// <summary>The earliest time at which something is or becomes receivable: visible (then in the past), scheduled, or its lock runs out. Null when empty.</summary>
    /// <remarks>Messages of a session that somebody holds count from the end of that lock.</remarks>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public DateTimeOffset? NextDue(string entityPath)
    {
        var entity = _entities.ToReceive(entityPath);
        return _database.Read(connection => connection.Sql(entity.Sessions ? NextDueSession : NextDueMessage).Number(entity.Path))?.ToTime();
    }

    /// <summary>What the entity holds now.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public EntityCount Count(string entityPath)
    {
        var path = _entities.ToReceive(entityPath).Path;
        var now = Now;
        return _database.Read(connection => new EntityCount(
            connection.Sql("SELECT count(*) FROM broker_message WHERE entity = ?1 AND due_at <= ?2").Number(path, now)!.Value,
            connection.Sql("SELECT count(*) FROM broker_message WHERE entity = ?1 AND due_at > ?2").Number(path, now)!.Value,
            connection.Sql("SELECT count(*) FROM broker_dead_letter WHERE entity = ?1").Number(path)!.Value,
            connection.Sql("SELECT min(due_at) FROM broker_message WHERE entity = ?1 AND due_at <= ?2").Number(path, now)?.ToTime()));
    }

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

    private long Now => _time.GetUtcNow().UtcTicks;

    private void Announce(string path, long due) => Ready?.Invoke(path, due.ToTime());
}
