using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Memory;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Queues and topics on one machine: Service Bus for what this system uses of it.</summary>
/// <remarks>
/// At least once, as durable as its rows once a call has returned, locks included. An entity path is <c>queue</c> or <c>topic/subscription</c>. Nothing here waits or
/// wakes up by itself: whoever drives it listens to <see cref="Ready"/>, asks <see cref="NextDue"/> and calls <c>ReceiveAsync</c> at that time. Safe for concurrent use.
/// Not built: defer, session state, transactions, forwarding, SQL filters.
/// </remarks>
public sealed partial class Broker
{
    /// <summary>The reason of a message that was delivered too often.</summary>
    public const string MaxDeliveryCountExceeded = "MaxDeliveryCountExceeded";

    private readonly IBrokerRows _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BrokerEntities _entities;

    public Broker(SqliteDatabase database, Topology topology, TimeProvider time, ILogger<Broker>? logger = null)
        : this(new SqliteBrokerRows(database, time), topology, time, logger)
    {
    }

    internal Broker(IBrokerRows rows, Topology topology, TimeProvider time, ILogger<Broker>? logger = null)
    {
        (_rows, _time, _log) = (rows, time, logger ?? NullLogger<Broker>.Instance);
        _entities = new BrokerEntities(topology);
    }

    /// <summary>Gone with the process.</summary>
    public static Broker InMemory(Topology topology, TimeProvider time) => new(new MemoryBrokerRows(time), topology, time);

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
    public DateTimeOffset? NextDue(string entityPath) => _rows.NextDue(_entities.ToReceive(entityPath))?.ToTime();

    /// <summary>What the entity holds now.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public EntityCount Count(string entityPath) => _rows.Count(_entities.ToReceive(entityPath).Path);

    /// <summary>Stores all messages, or none, then announces them. A message whose id was seen within the duplicate window is dropped silently.</summary>
    /// <param name="entity">A queue or topic. A topic copies to each subscription that takes the message's kind.</param>
    /// <exception cref="ArgumentException">Service Bus would refuse it; nothing was stored. Names the entity and the limit.</exception>
    public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var target = _entities.ToSend(entity);
        foreach (var message in messages)
        {
            SendLimits.Check(target, message);
        }

        ct.ThrowIfCancellationRequested();
        if (messages.Count == 0)
        {
            return;
        }

        foreach (var (path, due) in await _rows.StoreAsync(target, messages))
        {
            Announce(path, due);
        }

        Sent?.Invoke(entity, messages);
    }

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
        return Told(entityPath, await _rows.LockAsync(entity, max));
    }

    /// <summary>Ends every lock on messages and sessions, for a host that starts: whoever held them has died, and nobody need wait until they run out.</summary>
    /// <remarks>The delivery stays counted, so a message that kills its host goes to the dead letters in the end.</remarks>
    public Task ReleaseAllAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _rows.ReleaseAllAsync();
    }

    private List<LockedMessage> Told(string path, Received received)
    {
        received.Buried.ForEach(sequence => _log.DeadLettered(path, sequence, MaxDeliveryCountExceeded));
        return received.Locked;
    }

    private void Announce(string path, long due) => Ready?.Invoke(path, due.ToTime());
}
