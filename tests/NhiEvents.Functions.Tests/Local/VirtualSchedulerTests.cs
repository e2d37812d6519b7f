using NhiEvents.Embedded.Scheduling;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Local;

public sealed class VirtualSchedulerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualScheduler _scheduler = new(Start);
    private readonly List<string> _ran = [];

    [Fact]
    public async Task Runs_by_due_time_and_then_by_the_order_of_asking()
    {
        Add("third").Wake(Start.AddSeconds(5));
        Add("first").Wake(Start.AddSeconds(1));
        Add("second").Wake(Start.AddSeconds(1));

        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["first@1", "second@1", "third@5"], _ran);
    }

    [Fact]
    public async Task An_earlier_wake_replaces_a_later_one_and_a_later_one_changes_nothing()
    {
        var work = Add("work");
        work.Wake(Start.AddSeconds(9));
        work.Wake(Start.AddSeconds(3));
        work.Wake(Start.AddSeconds(6));

        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["work@3"], _ran);
    }

    [Fact]
    public async Task At_a_pace_the_same_steps_come_when_real_time_has_passed()
    {
        var wall = new ManualTime();
        var paced = new VirtualScheduler(Start, new Pace(wall, speed: 10));
        foreach (var seconds in new[] { 101, 1 })
        {
            paced.Register("work", _ =>
            {
                _ran.Add($"work@{(paced.Time.GetUtcNow() - Start).TotalSeconds}");
                return Task.FromResult<DateTimeOffset?>(null);
            }).Wake(Start.AddSeconds(seconds));
        }

        var run = paced.RunAsync(CancellationToken.None);
        var before = _ran.ToList();
        wall.Advance(TimeSpan.FromSeconds(9));
        var early = run.IsCompleted;
        wall.Advance(TimeSpan.FromSeconds(1));
        await run;

        Assert.Equal(["work@1"], before);
        Assert.False(early);
        Assert.Equal(["work@1", "work@101"], _ran);
    }

    [Fact]
    public async Task What_was_asked_for_before_forgetting_never_runs_and_can_be_asked_for_again()
    {
        var gone = Add("gone");
        var again = Add("again");
        gone.Wake(Start.AddSeconds(1));
        again.Wake(Start.AddSeconds(1));

        _scheduler.Forget();
        again.Wake(Start.AddSeconds(2));
        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["again@2"], _ran);
    }

    [Fact]
    public async Task A_step_that_names_its_next_time_runs_again_then()
    {
        var left = 3;
        var work = _scheduler.Register("repeating", _ =>
        {
            Note("repeating");
            return Task.FromResult<DateTimeOffset?>(--left > 0 ? _scheduler.Time.GetUtcNow().AddSeconds(10) : null);
        });
        work.Wake(Start);

        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["repeating@0", "repeating@10", "repeating@20"], _ran);
    }

    [Fact]
    public async Task Timers_run_while_other_work_is_due_and_do_not_keep_the_run_going()
    {
        var timer = _scheduler.Register("timer", _ => Repeat("timer", TimeSpan.FromMinutes(1)), keepsRunGoing: false);
        timer.Wake(Start.AddMinutes(1));
        Add("work").Wake(Start.AddSeconds(150));

        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["timer@60", "timer@120", "work@150"], _ran);
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        Add("late").Wake(Start.AddDays(-1));

        await _scheduler.RunAsync(CancellationToken.None);

        Assert.Equal(["late@0"], _ran);
    }

    [Fact]
    public void Waiting_on_a_timer_is_refused_because_nothing_would_move_the_clock() =>
        Assert.Throws<NotSupportedException>(() => _scheduler.Time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));

    private Work Add(string name) => _scheduler.Register(name, _ =>
    {
        Note(name);
        return Task.FromResult<DateTimeOffset?>(null);
    });

    private Task<DateTimeOffset?> Repeat(string name, TimeSpan every)
    {
        Note(name);
        return Task.FromResult<DateTimeOffset?>(_scheduler.Time.GetUtcNow() + every);
    }

    private void Note(string name) => _ran.Add($"{name}@{(_scheduler.Time.GetUtcNow() - Start).TotalSeconds}");
}
