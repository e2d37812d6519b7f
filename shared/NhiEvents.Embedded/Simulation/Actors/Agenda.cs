using NhiEvents.Embedded.Scheduling;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>One source of work for everybody: on the scheduler they are a single entry, whether there are ten or a hundred thousand.</summary>
/// <remarks>Those who are due at the same time act in the order in which they asked, so the same seed gives the same order.</remarks>
internal sealed class Agenda
{
    private readonly PriorityQueue<Participant, (long Due, long Sequence)> _waiting = new();
    private readonly List<(Participant Participant, DateTimeOffset Due)> _afterTheEnd = [];
    private readonly TimeProvider _time;
    private DateTimeOffset _end;
    private readonly Work _work;
    private long _sequence;

    /// <param name="end">What is due then or later does not happen, until <see cref="GoOn"/>.</param>
    public Agenda(Scheduler scheduler, DateTimeOffset end)
    {
        (_time, _end) = (scheduler.Time, end);
        _work = scheduler.Register("the simulated world", _ => Task.FromResult(Step()));
    }

    /// <summary>Nothing is left to happen.</summary>
    public bool IsOver => _waiting.Count == 0;

    public void Add(Participant participant, DateTimeOffset due)
    {
        if (due < _end)
        {
            _waiting.Enqueue(participant, (due.UtcTicks, _sequence++));
            _work.Wake(due);
        }
        else
        {
            _afterTheEnd.Add((participant, due));
        }
    }

    /// <summary>There is no end any more: everybody goes on as before it.</summary>
    public void GoOn()
    {
        _end = DateTimeOffset.MaxValue;
        var now = _time.GetUtcNow();
        foreach (var (participant, due) in _afterTheEnd)
        {
            Add(participant, due > now ? due : now);
        }

        _afterTheEnd.Clear();
    }

    /// <summary>Goes on after the scheduler has forgotten everything.</summary>
    public void Start()
    {
        if (_waiting.TryPeek(out _, out var first))
        {
            _work.Wake(new DateTimeOffset(first.Due, TimeSpan.Zero));
        }
    }

    private DateTimeOffset? Step()
    {
        var now = _time.GetUtcNow();
        while (_waiting.TryPeek(out var participant, out var at))
        {
            if (at.Due > now.UtcTicks)
            {
                return new DateTimeOffset(at.Due, TimeSpan.Zero);
            }

            _waiting.Dequeue();
            if (participant.Act(now) is not { } next)
            {
                continue;
            }

            if (next < _end)
            {
                _waiting.Enqueue(participant, (Math.Max(next.UtcTicks, now.UtcTicks + 1), _sequence++));
            }
            else
            {
                _afterTheEnd.Add((participant, next));
            }
        }

        return null;
    }
}
