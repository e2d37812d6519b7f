namespace NhiEvents.Embedded.Scheduling;

/// <summary>Virtual time: one step at a time, by (due, sequence); the clock jumps to what is due next. The same input gives the same run at any speed.</summary>
/// <remarks>A step must not wait for time to pass: nothing would move the clock. It says when it wants to run again instead.</remarks>
public sealed class VirtualScheduler : Scheduler
{
    private readonly Lock _gate = new();
    private readonly SortedSet<Entry> _agenda = new(Entry.Order);
    private readonly VirtualTime _time;
    private long _sequence;
    private Pace? _pace;
    private int _foreground;
    private bool _paused;

    /// <param name="pace">Holds the clock back to a multiple of real time; null runs as fast as the machine can. It changes no result.</param>
    public VirtualScheduler(DateTimeOffset start, Pace? pace = null) => (_time, _pace) = (new VirtualTime(start), pace);

    public override TimeProvider Time => _time;

    /// <summary>When the next thing is due that is not a timer; null when nothing is.</summary>
    public DateTimeOffset? NextForeground
    {
        get
        {
            lock (_gate)
            {
                return _foreground == 0 ? null : _agenda.First(entry => entry.Work.KeepsRunGoing).Due;
            }
        }
    }

    public override Work Register(string name, Func<CancellationToken, Task<DateTimeOffset?>> step, bool keepsRunGoing = true) =>
        new VirtualWork(this, name, step, keepsRunGoing);

    /// <summary>Nothing that was asked for happens any more: the process it belonged to is gone. The clock stays.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var entry in _agenda)
            {
                entry.Work.Entry = null;
            }

            _agenda.Clear();
            _foreground = 0;
        }
    }

    /// <summary>From a step: the run ends after it. Nothing is forgotten, and the next run goes on from there.</summary>
    public void Pause() => _paused = true;

    /// <summary>For the next run.</summary>
    public void KeepPace(Pace? pace) => _pace = pace;

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken ct)
    {
        _paused = false;
        while (!_paused && !ct.IsCancellationRequested && (_pace is null || await HasComeAsync(_pace, ct)) && TakeNext() is { } work)
        {
            if (await work.Step(ct) is { } next)
            {
                work.Wake(next);
            }
        }
    }

    /// <summary>What is overdue comes now: a pace that began in the past would wait until it has caught up.</summary>
    private async ValueTask<bool> HasComeAsync(Pace pace, CancellationToken ct) =>
        NextStep is not { } due || await pace.WaitAsync(due > _time.GetUtcNow() ? due : _time.GetUtcNow(), ct);

    private DateTimeOffset? NextStep
    {
        get
        {
            lock (_gate)
            {
                return _foreground == 0 ? null : _agenda.Min.Due;
            }
        }
    }

    private VirtualWork? TakeNext()
    {
        lock (_gate)
        {
            if (_foreground == 0)
            {
                return null;
            }

            var entry = _agenda.Min;
            Remove(entry);
            _time.MoveTo(entry.Due);
            return entry.Work;
        }
    }

    private void Add(VirtualWork work, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (work.Entry is { } waiting)
            {
                if (waiting.Due <= due)
                {
                    return;
                }

                Remove(waiting);
            }

            var entry = new Entry(due, _sequence++, work);
            work.Entry = entry;
            _agenda.Add(entry);
            _foreground += work.KeepsRunGoing ? 1 : 0;
        }
    }

    private void Remove(Entry entry)
    {
        _agenda.Remove(entry);
        entry.Work.Entry = null;
        _foreground -= entry.Work.KeepsRunGoing ? 1 : 0;
    }

    private readonly record struct Entry(DateTimeOffset Due, long Sequence, VirtualWork Work)
    {
        public static readonly Comparer<Entry> Order = Comparer<Entry>.Create((a, b) =>
            a.Due.CompareTo(b.Due) is var byDue and not 0 ? byDue : a.Sequence.CompareTo(b.Sequence));
    }

    private sealed class VirtualWork(VirtualScheduler scheduler, string name, Func<CancellationToken, Task<DateTimeOffset?>> step, bool keepsRunGoing) : Work(name)
    {
        public Func<CancellationToken, Task<DateTimeOffset?>> Step => step;

        public bool KeepsRunGoing => keepsRunGoing;

        public Entry? Entry { get; set; }

        public override void Wake(DateTimeOffset due) => scheduler.Add(this, due);
    }

    private sealed class VirtualTime(DateTimeOffset start) : TimeProvider
    {
        private long _ticks = start.UtcTicks;

        public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException("In virtual time nothing may wait on a timer: register work with the scheduler and return when it is due.");

        public void MoveTo(DateTimeOffset now) => Volatile.Write(ref _ticks, Math.Max(_ticks, now.UtcTicks));
    }
}
