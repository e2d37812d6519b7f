using System.Globalization;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>The cadence of a job that runs on certain days at about the same time of day.</summary>
/// <remarks>
/// Days are cut half a day before and after the usual time, so a job near midnight has its runs on one day each. A change to or from daylight saving time moves a job by one hour
/// in UTC; deadlines allow for it.
/// </remarks>
internal static class CalendarCadence
{
    private const int DayMinutes = 24 * 60;

    /// <summary>Runs further than this from their usual time have none.</summary>
    private const int MostSpread = 4 * 60;

    private const int DaylightSaving = 60;

    /// <summary>Of the days on which a calendar expects a run, so many of ten had one: a holiday or an outage is forgiven.</summary>
    private const int LeastOfTen = 9;

    /// <summary>Longer than any quarter.</summary>
    private const int DaysAhead = 100;

    private static readonly Calendar[] Calendars =
    [
        new("every day", 14, Rests: false, (_, _) => true),
        new("on working days", 14, Rests: true, (day, _) => IsWorkingDay(day)),
        new("on the last day of each month", 4, Rests: false, (day, _) => IsLastDay(day)),
        new("on the last working day of each month", 4, Rests: true, (day, _) => IsLastWorkingDay(day)),
        new("on the same day of each month", 4, Rests: false, (day, sample) => day.Day == sample.Day),
        new("on the last day of each quarter", 4, Rests: false, (day, sample) => IsLastDay(day) && IsSameQuarterMonth(day, sample)),
        new("on the last working day of each quarter", 4, Rests: true, (day, sample) => IsLastWorkingDay(day) && IsSameQuarterMonth(day, sample)),
        new("on the same day of each quarter", 4, Rests: false, (day, sample) => day.Day == sample.Day && IsSameQuarterMonth(day, sample)),
    ];

    public static Cadence? Of(JobPath job, CadenceRules rules)
    {
        foreach (var calendar in Calendars)
        {
            if (Fit(job, calendar.Runs, calendar.Has) is { } runs)
            {
                return Next(calendar.Words, runs, calendar.Rests, calendar.Has, rules);
            }
        }

        return Weekly(job, rules);
    }

    private static Cadence? Weekly(JobPath job, CadenceRules rules)
    {
        for (var many = 1; many <= 3; many++)
        {
            if (Runs.Latest(job, 5 * many) is { } runs && runs.Days.Select(day => day.DayOfWeek).Distinct().Order().ToList() is var set && set.Count == many && IsFitting(runs, (day, _) => set.Contains(day.DayOfWeek)))
            {
                return Next($"every {string.Join(" and ", set)}", runs, rests: true, (day, _) => set.Contains(day.DayOfWeek), rules);
            }
        }

        return null;
    }

    private static Runs? Fit(JobPath job, int latest, Func<DateOnly, DateOnly, bool> has) => Runs.Latest(job, latest) is { } runs && IsFitting(runs, has) ? runs : null;

    private static bool IsFitting(Runs runs, Func<DateOnly, DateOnly, bool> has)
    {
        if (runs.Spread > MostSpread || !runs.Days.All(day => has(day, runs.Days[^1])))
        {
            return false;
        }

        var expected = 0;
        for (var day = runs.Days[0]; day <= runs.Days[^1]; day = day.AddDays(1))
        {
            expected += has(day, runs.Days[^1]) ? 1 : 0;
        }

        return runs.Days.Count * 10 >= expected * LeastOfTen;
    }

    private static Cadence? Next(string words, Runs runs, bool rests, Func<DateOnly, DateOnly, bool> has, CadenceRules rules)
    {
        var due = After(runs.Days[^1]);

        // Nobody said which days are holidays: the run may be late by one working day.
        var latest = rests && rules.Holidays.Count == 0 ? After(due, orWorkingDay: true) : due;
        var slack = TimeSpan.FromMinutes(runs.Spread + DaylightSaving);
        var at = runs.TimeOn(due);
        return new Cadence($"{words} at about {at.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC", at, at - slack, runs.TimeOn(latest) + slack + rules.Grace);

        DateOnly After(DateOnly day, bool orWorkingDay = false)
        {
            for (var ahead = 1; ahead <= DaysAhead; ahead++)
            {
                if (day.AddDays(ahead) is var next && (has(next, runs.Days[^1]) || (orWorkingDay && IsWorkingDay(next))) && !(rests && rules.Holidays.Contains(next)))
                {
                    return next;
                }
            }

            return day.AddDays(DaysAhead);
        }
    }

    private static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private static bool IsLastDay(DateOnly day) => day.AddDays(1).Day == 1;

    private static bool IsLastWorkingDay(DateOnly day)
    {
        var next = day.AddDays(1);
        while (!IsWorkingDay(next))
        {
            next = next.AddDays(1);
        }

        return IsWorkingDay(day) && next.Month != day.Month;
    }

    private static bool IsSameQuarterMonth(DateOnly day, DateOnly sample) => day.Month % 3 == sample.Month % 3;

    /// <param name="Runs">The latest so many have to fit.</param>
    /// <param name="Rests">On holidays.</param>
    /// <param name="Has">Whether it has a run on a day, given the day of the latest run.</param>
    private sealed record Calendar(string Words, int Runs, bool Rests, Func<DateOnly, DateOnly, bool> Has);

    /// <summary>The latest runs by day, and the usual time of day.</summary>
    /// <param name="Spread">How far the furthest run is from the usual time; minutes.</param>
    private sealed record Runs(IReadOnlyList<DateOnly> Days, int Usual, int Spread)
    {
        public static Runs? Latest(JobPath job, int many)
        {
            if (job.FirstOfDays().Length < many)
            {
                return null;
            }

            var times = job.FirstOfDays()[^many..].ToArray();
            var anchor = times[^1] % DayMinutes;
            var offsets = times.Select(time => Mod(time - anchor + (DayMinutes / 2)) - (DayMinutes / 2)).Order().ToList();
            var middle = offsets[offsets.Count / 2];
            var usual = anchor + middle;
            List<DateOnly> days = [.. times.Select(time => DayOf((int)Math.Floor((time - usual + (DayMinutes / 2)) / (double)DayMinutes), usual)).Distinct()];
            return days.Count == many ? new Runs(days, Mod(usual), Math.Max(middle - offsets[0], offsets[^1] - middle)) : null;
        }

        public DateTimeOffset TimeOn(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddMinutes(Usual);

        private static DateOnly DayOf(int number, int usual) => DateOnly.FromDateTime(DateTime.MinValue.AddMinutes(((long)number * DayMinutes) + usual));

        private static int Mod(int minutes) => ((minutes % DayMinutes) + DayMinutes) % DayMinutes;
    }
}
