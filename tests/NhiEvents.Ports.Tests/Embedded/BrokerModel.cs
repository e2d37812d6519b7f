namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>One queue as it should behave, in the plainest way.</summary>
internal sealed class BrokerModel(DateTimeOffset start)
{
    private readonly List<Entry> _waiting = [];
    private readonly Dictionary<string, DateTimeOffset> _seen = [];
    private int _sent;

    public DateTimeOffset Now { get; private set; } = start;

    public List<string> Dead { get; } = [];

    public DateTimeOffset? NextDue => _waiting.Count == 0 ? null : _waiting.Min(entry => entry.LockedUntil ?? entry.Due);

    public int Active => _waiting.Count(entry => entry.Due <= Now);

    public int Scheduled => _waiting.Count - Active;

    public void Advance(TimeSpan by) => Now += by;

    public void Send(string id, TimeSpan delay)
    {
        if (!_seen.TryGetValue(id, out var until) || until <= Now)
        {
            _seen[id] = Now + ContractTopology.Window;
            _waiting.Add(new Entry(id, _sent++, Now + delay));
        }
    }

    public List<(int Message, string Id, int Delivery)> Receive(int max)
    {
        var received = new List<(int, string, int)>();
        foreach (var entry in _waiting.Where(entry => entry.Due <= Now && !(entry.LockedUntil > Now)).OrderBy(entry => entry.Due).ThenBy(entry => entry.Order).ToList())
        {
            if (received.Count == max)
            {
                break;
            }

            if (entry.Deliveries == 3)
            {
                Bury(entry);
            }
            else
            {
                entry.Deliveries++;
                entry.LockedUntil = Now + ContractTopology.LockDuration;
                received.Add((entry.Order, entry.Id, entry.Deliveries));
            }
        }

        return received;
    }

    /// <summary>False when the lock is lost.</summary>
    public bool Settle(int message, int delivery, Settlement settlement)
    {
        if (_waiting.Find(entry => entry.Order == message && entry.Deliveries == delivery && entry.LockedUntil > Now) is not { } entry)
        {
            return false;
        }

        switch (settlement)
        {
            case Settlement.Complete:
                _waiting.Remove(entry);
                break;
            case Settlement.Renew:
                entry.LockedUntil = Now + ContractTopology.LockDuration;
                break;
            case Settlement.Abandon when entry.Deliveries < 3:
                entry.LockedUntil = null;
                break;
            case Settlement.Abandon:
            case Settlement.DeadLetter:
                Bury(entry);
                break;
        }

        return true;
    }

    private void Bury(Entry entry)
    {
        _waiting.Remove(entry);
        Dead.Add(entry.Id);
    }

    private sealed class Entry(string id, int order, DateTimeOffset due)
    {
        public string Id => id;

        public int Order => order;

        public DateTimeOffset Due => due;

        public int Deliveries { get; set; }

        public DateTimeOffset? LockedUntil { get; set; }
    }
}

public enum Settlement
{
    Complete,
    Abandon,
    DeadLetter,
    Renew,
}
