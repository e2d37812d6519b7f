using System.Diagnostics.CodeAnalysis;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>What one queue or subscription holds.</summary>
internal sealed class MemoryEntity(string path)
{
    private readonly Dictionary<long, MemoryMessage> _messages = [];
    private readonly Dictionary<string, MemoryLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>By sequence.</summary>
    public SortedDictionary<long, DeadLetter> Dead { get; } = [];

    public long? NextDue => _lanes.Values.Min(lane => lane.NextDue is { } due ? Math.Max(due, lane.Session?.LockedUntil.UtcTicks ?? 0) : (long?)null);

    public void Add(MemoryMessage message)
    {
        _messages.Add(message.Sequence, message);
        LaneOf(message.SessionId).Add(message);
    }

    public Received Lock(ReceiveEntity entity, string? session, int max, long now, long until)
    {
        var received = new Received([], []);
        var lane = LaneOf(session);
        while (received.Locked.Count < max && lane.Receivable(now).Take(max - received.Locked.Count).ToList() is { Count: > 0 } candidates)
        {
            foreach (var candidate in candidates)
            {
                if (candidate.Deliveries >= entity.MaxDeliveryCount)
                {
                    Bury(candidate, now, Broker.MaxDeliveryCountExceeded, IBrokerRows.TooOften(entity));
                    received.Buried.Add(candidate.Sequence);
                }
                else
                {
                    candidate.Deliveries++;
                    lane.Lock(candidate, until);
                    received.Locked.Add(candidate.ToLocked(path));
                }
            }
        }

        return received;
    }

    /// <summary>The session whose first receivable message has waited longest, of those that nobody holds.</summary>
    public string? FreeSession(long now) => (
        from lane in _lanes
        where !(lane.Value.Session?.LockedUntil.UtcTicks > now)
        let first = lane.Value.Receivable(now).FirstOrDefault()
        where first is not null
        orderby first.Due, first.Sequence
        select lane.Key).FirstOrDefault();

    public bool TryGetHeld(LockedMessage delivery, long now, [MaybeNullWhen(false)] out MemoryMessage message) =>
        _messages.TryGetValue(delivery.Sequence, out message) && message.Deliveries == delivery.DeliveryCount && message.LockedUntil > now;

    public void Lock(MemoryMessage message, long until) => LaneOf(message.SessionId).Lock(message, until);

    public void Remove(MemoryMessage message)
    {
        _messages.Remove(message.Sequence);
        LaneOf(message.SessionId).Remove(message);
        Forget(message.SessionId);
    }

    public void Bury(MemoryMessage message, long now, string reason, string? description)
    {
        Remove(message);
        Dead.Add(message.Sequence, message.ToDeadLetter(path, now, reason, description));
    }

    public void Hold(SessionLock session) => LaneOf(session.SessionId).Session = session;

    /// <summary>The lane of a session that has this lock, whether or not it has run out.</summary>
    public MemoryLane? LaneOf(SessionLock session) => _lanes.GetValueOrDefault(session.SessionId) is { } lane && lane.Session?.LockNumber == session.LockNumber ? lane : null;

    public void EndSession(string session)
    {
        LaneOf(session).Session = null;
        Forget(session);
    }

    public void ReleaseAll()
    {
        foreach (var (session, lane) in _lanes.ToList())
        {
            lane.LockHeld(now: 0, until: 0);
            EndSession(session);
        }
    }

    public EntityCount Count(long now)
    {
        var (active, scheduled) = (0L, 0L);
        foreach (var lane in _lanes.Values)
        {
            var count = lane.Count(now);
            (active, scheduled) = (active + count.Active, scheduled + count.Scheduled);
        }

        return new EntityCount(active, scheduled, Dead.Count, active == 0 ? null : _lanes.Values.Min(lane => lane.FirstDue)?.ToTime());
    }

    private MemoryLane LaneOf(string? session)
    {
        if (!_lanes.TryGetValue(session ?? "", out var lane))
        {
            _lanes[session ?? ""] = lane = new MemoryLane();
        }

        return lane;
    }

    private void Forget(string? session)
    {
        if (session is not null && LaneOf(session).IsEmpty)
        {
            _lanes.Remove(session);
        }
    }
}
