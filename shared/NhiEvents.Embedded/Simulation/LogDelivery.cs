using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation;

/// <summary>How quickly records reach the event hub.</summary>
/// <param name="Every">A batch is taken so often.</param>
/// <param name="ShortestWay">It is under way at least so long…</param>
/// <param name="LongestWay">…and at most so long.</param>
public sealed record LogPace(TimeSpan Every, TimeSpan ShortestWay, TimeSpan LongestWay)
{
    /// <summary>As Azure Monitor does it.</summary>
    public static LogPace AzureMonitor { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5));
}

/// <summary>Takes the tenant's records to the event hub as Azure Monitor does: in batches, which are then some time under way.</summary>
internal sealed class LogDelivery
{
    private const ulong UnderWay = 0xDE11;

    private readonly LogPace _pace;
    private readonly SimulatedTenant _tenant;
    private readonly EventLog _hub;
    private readonly string _hubName;
    private readonly Chance _chance;
    private readonly ArrivalWatch _watch;
    private readonly Func<bool> _isOver;
    private readonly Func<DateTimeOffset, bool> _isLost;
    private readonly Work _work;
    private readonly Queue<(DateTimeOffset Due, IReadOnlyList<ReadOnlyMemory<byte>> Messages)> _underWay = new();
    private DateTimeOffset _nextTake;

    /// <param name="isOver">Nothing more will be logged.</param>
    /// <param name="isLost">What is handed over at this time never arrives.</param>
    public LogDelivery(SimulatedTenant tenant, EventLog hub, string hubName, Scheduler scheduler, Chance chance, ArrivalWatch watch, Func<bool> isOver, Func<DateTimeOffset, bool> isLost, LogPace pace)
    {
        (_tenant, _hub, _hubName, _chance, _watch, _isOver, _isLost, _pace) = (tenant, hub, hubName, chance, watch, isOver, isLost, pace);
        _nextTake = scheduler.Time.GetUtcNow() + pace.Every;
        _work = scheduler.Register("the log delivery", StepAsync);
    }

    /// <summary>These messages have set out.</summary>
    public event Action<IReadOnlyList<ReadOnlyMemory<byte>>>? SetOut;

    /// <summary>Begins, or goes on after the scheduler has forgotten everything.</summary>
    public void Start() => _work.Wake(Next());

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        var now = _tenant.Now;
        while (_underWay.TryPeek(out var first) && first.Due <= now)
        {
            foreach (var message in first.Messages)
            {
                _watch.Arrived(message.Span, now);
            }

            await _hub.AppendAsync(_hubName, [.. first.Messages.Select(message => new LogRecord(message, null, null))], CancellationToken.None);
            _underWay.Dequeue();
        }

        if (_nextTake <= now)
        {
            Take(now);
        }

        return _underWay.Count == 0 && _isOver() && _tenant.NextRecordDue is null ? null : Next();
    }

    private void Take(DateTimeOffset now)
    {
        if (_tenant.TakeLogs() is { Count: > 0 } messages && !_isLost(now))
        {
            var way = _pace.ShortestWay + ((_pace.LongestWay - _pace.ShortestWay) * _chance.Share(UnderWay, now.UtcTicks / _pace.Every.Ticks));
            _underWay.Enqueue((now + way, messages));
            SetOut?.Invoke(messages);
        }

        _nextTake = now + _pace.Every;
    }

    private DateTimeOffset Next() => _underWay.TryPeek(out var first) && first.Due < _nextTake ? first.Due : _nextTake;
}
