using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>The messages of one session, or all of an entity without sessions, in the order in which they are received.</summary>
internal sealed class MemoryLane
{
    private static readonly Comparer<MemoryMessage> ByDue = Comparer<MemoryMessage>.Create((one, other) => (one.Due, one.Sequence).CompareTo((other.Due, other.Sequence)));

    private static readonly Comparer<MemoryMessage> ByLock =
        Comparer<MemoryMessage>.Create((one, other) => (one.LockedUntil, one.Sequence).CompareTo((other.LockedUntil, other.Sequence)));

    private readonly SortedSet<MemoryMessage> _free = new(ByDue);
    private readonly SortedSet<MemoryMessage> _locked = new(ByLock);

    /// <summary>The last lock on the session; null when it was given up.</summary>
    public SessionLock? Session { get; set; }

    public bool IsEmpty => _free.Count == 0 && _locked.Count == 0 && Session is null;

    /// <summary>When something is or becomes receivable, whoever has the session.</summary>
    public long? NextDue => (_free.Min, _locked.Min) switch
    {
        (null, null) => null,
        (var free, null) => free.Due,
        (null, var locked) => locked.LockedUntil,
        var (free, locked) => Math.Min(free.Due, locked.LockedUntil),
    };

    /// <summary>When the first of its messages was or is due.</summary>
    public long? FirstDue => _free.Concat(_locked).Min(message => (long?)message.Due);

    public void Add(MemoryMessage message) => (message.LockedUntil == 0 ? _free : _locked).Add(message);

    public void Remove(MemoryMessage message) => (message.LockedUntil == 0 ? _free : _locked).Remove(message);

    /// <param name="until">0 ends the lock.</param>
    public void Lock(MemoryMessage message, long until)
    {
        Remove(message);
        message.LockedUntil = until;
        Add(message);
    }

    /// <summary>Gives every held message a new end of its lock.</summary>
    public void LockHeld(long now, long until)
    {
        foreach (var message in _locked.Where(message => message.LockedUntil > now).ToList())
        {
            Lock(message, until);
        }
    }

    /// <summary>What is due now, and what had a lock that ran out, by (due, sequence).</summary>
    public IEnumerable<MemoryMessage> Receivable(long now)
    {
        var due = _free.TakeWhile(message => message.Due <= now);
        return _locked.Min is { } first && first.LockedUntil <= now
            ? due.Concat(_locked.TakeWhile(message => message.LockedUntil <= now)).Order(ByDue)
            : due;
    }

    /// <summary>How many are due, locked ones included, and how many are not yet.</summary>
    public (long Active, long Scheduled) Count(long now)
    {
        var active = _free.TakeWhile(message => message.Due <= now).Count();
        return (active + _locked.Count, _free.Count - active);
    }
}
