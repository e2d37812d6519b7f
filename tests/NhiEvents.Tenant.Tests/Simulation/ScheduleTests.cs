using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Embedded.Simulation.Schedules;

namespace NhiEvents.Tenant.Tests.Simulation;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 27, 0, 0, 0, TimeSpan.Zero);

    private static readonly Schedule[] All =
    [
        new Schedule.Every(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(17)),
        new Schedule.Every(TimeSpan.FromHours(4), TimeSpan.FromMinutes(61)),
        new Schedule.Daily(TimeSpan.FromHours(2)),
        new Schedule.Daily(TimeSpan.FromHours(2), WorkingDays: true),
        new Schedule.PeriodEnd(1, TimeSpan.FromHours(22)),
        new Schedule.PeriodEnd(3, TimeSpan.FromHours(22)),
        new Schedule.Burst(new Schedule.Daily(TimeSpan.FromHours(23)), 12, TimeSpan.FromMinutes(7)),
    ];

    [Fact]
    public void The_next_run_is_later_and_nothing_runs_in_between() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Gen.Choose(0, All.Length - 1).ToArbitrary(), Gen.Choose(0, 400 * 86_400).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (which, seconds, part) =>
            {
                var after = Start.AddSeconds(seconds);
                var next = All[which].Next(after);
                var between = after + ((next - after) * (part / 1001.0));

                return next > after && All[which].Next(between) == next;
            }));

    [Fact]
    public void A_daily_job_of_working_days_waits_for_monday()
    {
        var friday = new DateTimeOffset(2026, 2, 27, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero), new Schedule.Daily(TimeSpan.FromHours(2), WorkingDays: true).Next(friday));
    }

    [Fact]
    public void Month_end_and_quarter_end_are_last_days()
    {
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 22, 0, 0, TimeSpan.Zero), new Schedule.PeriodEnd(1, TimeSpan.FromHours(22)).Next(Start));
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero), new Schedule.PeriodEnd(3, TimeSpan.FromHours(22)).Next(Start));
    }

    [Fact]
    public void A_burst_that_passes_midnight_goes_on()
    {
        var burst = new Schedule.Burst(new Schedule.Daily(TimeSpan.FromHours(23)), 12, TimeSpan.FromMinutes(7));
        var runs = new List<DateTimeOffset>();
        for (var at = burst.Next(Start.AddHours(12)); runs.Count < 13; at = burst.Next(at))
        {
            runs.Add(at);
        }

        Assert.All(Enumerable.Range(0, 12), run => Assert.Equal(Start.AddHours(23).AddMinutes(7 * run), runs[run]));
        Assert.Equal(Start.AddDays(1).AddHours(23), runs[12]);
    }
}
