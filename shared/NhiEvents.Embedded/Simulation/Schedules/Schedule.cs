namespace NhiEvents.Embedded.Simulation.Schedules;

/// <summary>When a job runs, in UTC. Pure: a schedule has no memory, so the next run follows from the time alone.</summary>
public abstract record Schedule
{
    private Schedule()
    {
    }

    /// <summary>The first run after this time, never at it.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>Around the clock, at a steady interval.</summary>
    /// <param name="Offset">Shifts all runs, so that jobs of the same interval do not run together.</param>
    public sealed record Every(TimeSpan Interval, TimeSpan Offset) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after)
        {
            var passed = Math.DivRem(after.UtcTicks - Offset.Ticks, Interval.Ticks, out var rest);
            return new DateTimeOffset(((passed + (rest < 0 ? 0 : 1)) * Interval.Ticks) + Offset.Ticks, TimeSpan.Zero);
        }
    }

    /// <summary>Once a day.</summary>
    /// <param name="WorkingDays">Not on Saturdays and Sundays.</param>
    public sealed record Daily(TimeSpan At, bool WorkingDays = false) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after)
        {
            var day = StartOfDay(after);
            while (day + At <= after || (WorkingDays && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                day = day.AddDays(1);
            }

            return day + At;
        }
    }

    /// <summary>On the last day of every so many months: 1 is month-end, 3 is quarter-end.</summary>
    public sealed record PeriodEnd(int Months, TimeSpan At) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after)
        {
            var month = new DateTimeOffset(after.UtcDateTime.Year, after.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
            while (month.Month % Months != 0 || LastDayOf(month) + At <= after)
            {
                month = month.AddMonths(1);
            }

            return LastDayOf(month) + At;
        }

        private static DateTimeOffset LastDayOf(DateTimeOffset month) => month.AddMonths(1).AddDays(-1);
    }

    /// <summary>Several runs one after the other, each time that another schedule starts them.</summary>
    public sealed record Burst(Schedule Starts, int Runs, TimeSpan Gap) : Schedule
    {
        public override DateTimeOffset Next(DateTimeOffset after)
        {
            // The start before this time may still have runs to come; bursts do not overlap.
            var length = Gap * (Runs - 1);
            var start = Starts.Next(after - length - TimeSpan.FromTicks(1));
            for (var run = 0; run < Runs; run++)
            {
                if (start + (Gap * run) is var at && at > after)
                {
                    return at;
                }
            }

            return Starts.Next(start);
        }
    }

    private static DateTimeOffset StartOfDay(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
