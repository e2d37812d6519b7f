using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NCrontab;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>Runs a timer function on its NCRONTAB schedule (six fields, UTC): one instance at a time, not retried after a failure.</summary>
internal sealed class TimerPump
{
    private readonly CrontabSchedule _schedule;
    private readonly Invoker _invoker;
    private readonly FunctionDescriptor _function;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Work _work;
    private DateTime _next;
    private DateTime _last;

    public TimerPump(Invoker invoker, FunctionDescriptor function, Scheduler scheduler, ILogger log)
    {
        (_invoker, _function, _time, _log) = (invoker, function, scheduler.Time, log);
        var expression = ((TimerTriggerAttribute)function.Trigger).Schedule;
        _schedule = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new HostRefusalException($"{function}: \"{expression}\" is not an NCRONTAB expression with six fields, such as \"0 */5 * * * *\".");
        _work = scheduler.Register($"{function} timer", StepAsync, keepsRunGoing: false);
    }

    public void Start() => _work.Wake(Next());

    private DateTimeOffset Next()
    {
        _next = _schedule.GetNextOccurrence(_time.GetUtcNow().UtcDateTime);
        return new DateTimeOffset(_next, TimeSpan.Zero);
    }

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
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
