using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>A broker's rows in this process's memory, for runs whose messages nobody needs after them.</summary>
internal sealed class MemoryBrokerRows(TimeProvider time) : IBrokerRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryEntity> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemorySeenIds> _seen = new(StringComparer.Ordinal);
    private long _lastSequence;
    private long _lastLock;

    private long Now => time.GetUtcNow().UtcTicks;

    public Task<IReadOnlyDictionary<string, long>> StoreAsync(SendEntity target, IReadOnlyList<OutgoingMessage> messages)
    {
        lock (_gate)
        {
            var now = Now;
            var seen = SeenBy(target.Name);
            return Task.FromResult<IReadOnlyDictionary<string, long>>(target.Spread(
                messages,
                now,
                message => seen.TryAdd(message.Id, target.DuplicateWindow, now),
                (path, message, due, session) => Entity(path).Add(new MemoryMessage(++_lastSequence, due, message, session))));
        }
    }

    public long? NextDue(ReceiveEntity entity)
    {
        lock (_gate)
        {
            return Entity(entity.Path).NextDue;
        }
    }

    public EntityCount Count(string path)
    {
        lock (_gate)
        {
            return Entity(path).Count(Now);
        }
    }

    public Task<Received> LockAsync(ReceiveEntity entity, int max)
    {
        lock (_gate)
        {
            var now = Now;
            return Task.FromResult(Entity(entity.Path).Lock(entity, session: null, max, now, now + entity.LockDuration.Ticks));
        }
    }

    public Task<Received?> LockAsync(ReceiveEntity entity, SessionLock session, int max)
    {
        lock (_gate)
        {
            var now = Now;
            var until = Entity(entity.Path).LaneOf(session)?.Session!.LockedUntil.UtcTicks;
            return Task.FromResult(until > now ? Entity(entity.Path).Lock(entity, session.SessionId, max, now, until.Value) : null);
        }
    }

    public Task<SessionLock?> AcceptAsync(ReceiveEntity entity)
    {
        lock (_gate)
        {
            var now = Now;
            if (Entity(entity.Path).FreeSession(now) is not { } free)
            {
                return Task.FromResult<SessionLock?>(null);
            }

            var session = new SessionLock(entity.Path, free, ++_lastLock, (now + entity.LockDuration.Ticks).ToTime());
            Entity(entity.Path).Hold(session);
            return Task.FromResult<SessionLock?>(session);
        }
    }

    public Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, SessionLock session)
    {
        lock (_gate)
        {
            var now = Now;
            if (Entity(entity.Path).LaneOf(session) is not { } lane || lane.Session!.LockedUntil.UtcTicks <= now)
            {
                return Task.FromResult<DateTimeOffset?>(null);
            }

            var until = now + entity.LockDuration.Ticks;
            lane.Session = lane.Session with { LockedUntil = until.ToTime() };
            lane.LockHeld(now, until);
            return Task.FromResult<DateTimeOffset?>(until.ToTime());
        }
    }

    public Task<long?> CloseAsync(SessionLock session)
    {
        lock (_gate)
        {
            var entity = Entity(session.EntityPath);
            if (entity.LaneOf(session) is not { } lane)
            {
                return Task.FromResult<long?>(null);
            }

            lane.LockHeld(now: 0, until: 0);
            entity.EndSession(session.SessionId);
            return Task.FromResult(lane.FirstDue);
        }
    }

    public Task<bool> CompleteAsync(LockedMessage message) => Settle(message, (entity, held, _) => entity.Remove(held));

    public Task<bool> ReleaseAsync(LockedMessage message) => Settle(message, (entity, held, _) => entity.Lock(held, until: 0));

    public Task<bool> BuryAsync(LockedMessage message, string reason, string? description) =>
        Settle(message, (entity, held, now) => entity.Bury(held, now, reason, description));

    public async Task<DateTimeOffset?> RenewAsync(ReceiveEntity entity, LockedMessage message)
    {
        var until = 0L;
        return await Settle(message, (rows, held, now) => rows.Lock(held, until = now + entity.LockDuration.Ticks)) ? until.ToTime() : null;
    }

    public Task LoseAsync(LockedMessage message)
    {
        lock (_gate)
        {
            if (message.SessionId is { } session)
            {
                Entity(message.EntityPath).EndSession(session);
            }
        }

        return ReleaseAsync(message);
    }

    public Task ReleaseAllAsync()
    {
        lock (_gate)
        {
            foreach (var entity in _entities.Values)
            {
                entity.ReleaseAll();
            }

            return Task.CompletedTask;
        }
    }

    public IReadOnlyList<DeadLetter> DeadLetters(string path, int max, long fromSequence)
    {
        lock (_gate)
        {
            return [.. Entity(path).Dead.Values.Where(dead => dead.Sequence >= fromSequence).Take(max)];
        }
    }

    public Task<int> ResubmitAsync(ReceiveEntity entity, IReadOnlyCollection<long> sequences)
    {
        lock (_gate)
        {
            var now = Now;
            return Task.FromResult(sequences.Count(sequence => Resubmit(entity, sequence, now)));
        }
    }

    public Task<int> DiscardAsync(string path, IReadOnlyCollection<long> sequences)
    {
        lock (_gate)
        {
            return Task.FromResult(sequences.Count(Entity(path).Dead.Remove));
        }
    }

    private bool Resubmit(ReceiveEntity entity, long sequence, long now)
    {
        if (!Entity(entity.Path).Dead.Remove(sequence, out var dead))
        {
            return false;
        }

        var id = ResubmittedIds.After(dead.MessageId);
        while (!SeenBy(entity.Path).TryAdd(id, entity.DuplicateWindow, now))
        {
            id = ResubmittedIds.After(id);
        }

        var again = new OutgoingMessage(id, dead.Kind, dead.Body) { Attempt = dead.Attempt, FirstSentAt = dead.FirstSentAt, TraceParent = dead.TraceParent };
        Entity(entity.Path).Add(new MemoryMessage(++_lastSequence, now, again, dead.SessionId));
        return true;
    }

    /// <summary>Does this with the message if it is held.</summary>
    private Task<bool> Settle(LockedMessage message, Action<MemoryEntity, MemoryMessage, long> settle)
    {
        lock (_gate)
        {
            var (entity, now) = (Entity(message.EntityPath), Now);
            if (!entity.TryGetHeld(message, now, out var held))
            {
                return Task.FromResult(false);
            }

            settle(entity, held, now);
            return Task.FromResult(true);
        }
    }

    private MemoryEntity Entity(string path)
    {
        if (!_entities.TryGetValue(path, out var entity))
        {
            _entities[path] = entity = new MemoryEntity(path);
        }

        return entity;
    }

    private MemorySeenIds SeenBy(string entity)
    {
        if (!_seen.TryGetValue(entity, out var seen))
        {
            _seen[entity] = seen = new MemorySeenIds();
        }

        return seen;
    }
}
