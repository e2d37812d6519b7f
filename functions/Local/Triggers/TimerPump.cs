using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NCrontab;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>Runs a timer function on its NCRONTAB schedule (six fields, UTC): one instance at a time, not retried after a failure.</summary>
/// <remarks>In virtual time a timer skips what lies between its first and its last occurrence in a stretch in which nothing else happens: it would see the same state.</remarks>
internal sealed class TimerPump
{
    private readonly CrontabSchedule _schedule;
    private readonly Invoker _invoker;
    private readonly FunctionDescriptor _function;
    private readonly Scheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Work _work;
    private DateTime _next;
    private DateTime _last;
    private bool _isStopped;

    /// <param name="expression">The schedule.</param>
    public TimerPump(Invoker invoker, FunctionDescriptor function, string expression, Scheduler scheduler, ILogger log)
    {
        (_invoker, _function, _scheduler, _time, _log) = (invoker, function, scheduler, scheduler.Time, log);
        _schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new HostRefusalException($"{function}: \"{expression}\" is not an NCRONTAB expression with six fields, such as \"0 */5 * * * *\".");
        _work = scheduler.Register($"{function} timer", StepAsync, keepsRunGoing: false);
    }

    public void Start()
    {
        _isStopped = false;
        _work.Wake(Next());
    }

    /// <summary>It runs no more, until it is started again.</summary>
    public void Stop() => _isStopped = true;

    private DateTimeOffset Next()
    {
        _next = _schedule.GetNextOccurrence(_time.GetUtcNow().UtcDateTime);
        if (_scheduler is VirtualScheduler { NextForeground: { } other } && _next < other.UtcDateTime)
        {
            _next = LastBefore(other.UtcDateTime);
        }

        return new DateTimeOffset(_next, TimeSpan.Zero);
    }

    /// <summary>The last occurrence before the time; at least <see cref="_next"/>, which is one.</summary>
    private DateTime LastBefore(DateTime end)
    {
        var last = _next;
        var interval = _schedule.GetNextOccurrence(_next) - _next;
        var nearTheEnd = end - (2 * interval);
        foreach (var occurrence in _schedule.GetNextOccurrences(nearTheEnd > last ? nearTheEnd : last, end))
        {
            last = occurrence;
        }

        return last;
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        if (_isStopped)
        {
            return null;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        var info = new TimerInfo
        {
            IsPastDue = now - _next > TimeSpan.FromSeconds(1),
            ScheduleStatus = new ScheduleStatus { Last = _last, LastUpdated = now, Next = _schedule.GetNextOccurrence(now) },
        };
        try
        {
            await _invoker.CallAsync(info, null, ct);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            _log.TimerFailed(_function.ToString(), fault);
        }

        _last = now;
        return Next();
    }
}
