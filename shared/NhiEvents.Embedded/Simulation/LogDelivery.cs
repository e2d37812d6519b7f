using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation;

/// <summary>Takes the tenant's records to the event hub as Azure Monitor does: a batch every five minutes, which is then some minutes under way.</summary>
internal sealed class LogDelivery
{
    private const ulong UnderWay = 0xDE11;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestWay = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(5);

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
    public LogDelivery(SimulatedTenant tenant, EventLog hub, string hubName, Scheduler scheduler, Chance chance, ArrivalWatch watch, Func<bool> isOver, Func<DateTimeOffset, bool> isLost)
    {
        (_tenant, _hub, _hubName, _chance, _watch, _isOver, _isLost) = (tenant, hub, hubName, chance, watch, isOver, isLost);
        _nextTake = scheduler.Time.GetUtcNow() + Interval;
        _work = scheduler.Register("the log delivery", StepAsync);
    }

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

            await _hub.AppendAsync(_hubName, [.. first.Messages.Select(message => new LogRecord(message.ToArray(), null, null))], CancellationToken.None);
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
            var way = ShortestWay + ((LongestWay - ShortestWay) * _chance.Share(UnderWay, now.UtcTicks / Interval.Ticks));
            _underWay.Enqueue((now + way, messages));
        }

        _nextTake = now + Interval;
    }

    private DateTimeOffset Next() => _underWay.TryPeek(out var first) && first.Due < _nextTake ? first.Due : _nextTake;
}
