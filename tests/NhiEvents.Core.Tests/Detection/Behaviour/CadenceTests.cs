using System.Globalization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What a job's runs say of its next one.</summary>
public sealed class CadenceTests
{
    private static readonly CadenceRules Rules = new(TimeSpan.FromHours(2), TimeSpan.FromHours(36), TimeSpan.FromHours(1), []);

    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    [Fact]
    public void Every_night_is_due_the_next_night()
    {
        var cadence = Of(Days(20, "2026-05-04T02:10:00Z", _ => true))!;

        Assert.StartsWith("every day at about 02:1", cadence.Words, StringComparison.Ordinal);
        Assert.Equal(At("2026-05-24T02:10:00Z"), cadence.Due, TimeSpan.FromMinutes(6));
        Assert.InRange(cadence.Deadline - cadence.Due, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
    }

    [Theory]
    [InlineData("2026-03-10T00:00:00", 2, 10)] // summer time begins on 29 March
    [InlineData("2026-10-06T00:00:00", 2, 10)] // and ends on 25 October
    [InlineData("2026-03-10T00:00:00", 0, 20)] // near midnight, the date in UTC is the day before
    [InlineData("2026-10-06T00:00:00", 0, 20)]
    public void Daylight_saving_moves_a_nightly_job_and_misses_none(string from, int hour, int minute)
    {
        var runs = Enumerable.Range(0, 40).Select(day => Local(DateTime.Parse(from, CultureInfo.InvariantCulture).AddDays(day).AddHours(hour).AddMinutes(minute))).ToList();
        for (var many = 15; many < runs.Count; many++)
        {
            var cadence = Of(runs.Take(many))!;
            Assert.True(cadence.From <= runs[many] && runs[many] <= cadence.Deadline, $"{runs[many]:u} is not between {cadence.From:u} and {cadence.Deadline:u}");
            Assert.InRange(cadence.Deadline - runs[many], TimeSpan.Zero, TimeSpan.FromHours(5));
        }
    }

    [Fact]
    public void A_job_of_working_days_rests_at_weekends_and_on_holidays()
    {
        var runs = Days(40, "2026-05-04T07:30:00Z", day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).ToList();
        var friday = runs.Where(run => run.DayOfWeek is DayOfWeek.Friday).ElementAt(3);

        var unknown = Of(runs.Where(run => run <= friday))!;
        Assert.StartsWith("on working days", unknown.Words, StringComparison.Ordinal);
        Assert.Equal(friday.AddDays(3), unknown.Due, TimeSpan.FromMinutes(6));
        Assert.True(unknown.Deadline > friday.AddDays(4), "a single holiday says nothing while nobody said which days are holidays");

        var known = Of(runs.Where(run => run <= friday), Rules with { Holidays = [DateOnly.FromDateTime(friday.AddDays(3).UtcDateTime)] })!;
        Assert.Equal(friday.AddDays(4), known.Due, TimeSpan.FromMinutes(6));
        Assert.True(known.Deadline < friday.AddDays(4.5));
    }

    [Fact]
    public void One_holiday_in_the_sample_is_forgiven()
    {
        var runs = Days(40, "2026-05-04T07:30:00Z", day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day.Date != new DateTime(2026, 5, 25)).ToList();

        Assert.StartsWith("on working days", Of(runs)!.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "every Monday at")]
    [InlineData(2, "every Monday and Thursday at")]
    public void Days_of_the_week_are_learned(int many, string words) =>
        Assert.StartsWith(words, Of(Days(60, "2026-05-04T03:00:00Z", day => day.DayOfWeek is DayOfWeek.Monday || (many == 2 && day.DayOfWeek is DayOfWeek.Thursday)))!.Words, StringComparison.Ordinal);

    [Fact]
    public void The_end_of_each_month_and_quarter_is_learned()
    {
        var months = Days(200, "2026-01-01T20:00:00Z", day => day.AddDays(1).Day == 1);
        Assert.Equal(("on the last day of each month", "2026-07-31"), WordsAndDue(Of(months.Take(6))!));

        var quarters = Days(500, "2025-01-01T20:00:00Z", day => day.AddDays(1).Day == 1 && day.Month % 3 == 0);
        Assert.Equal(("on the last day of each quarter", "2026-03-31"), WordsAndDue(Of(quarters.Take(4))!));
    }

    [Fact]
    public void Around_the_clock_the_longest_pause_counts_and_the_life_of_a_token()
    {
        var cadence = Of(Enumerable.Range(0, 14 * 24 * 12).Select(slot => At("2026-05-04T00:00:00Z").AddMinutes(slot * 5)))!;
        Assert.Equal("at least every hour or two", cadence.Words);
        Assert.InRange(cadence.Deadline - At("2026-05-17T23:55:00Z"), TimeSpan.FromHours(4), TimeSpan.FromHours(8));

        var managed = Of(Enumerable.Range(0, 14 * 24).Select(hour => At("2026-05-04T00:00:00Z").AddHours(hour)), kind: SignInKind.ManagedIdentity)!;
        Assert.True(managed.Deadline > At("2026-05-17T23:00:00Z").AddHours(36));
    }

    [Fact]
    public void A_managed_identity_that_asks_once_a_day_a_little_later_each_time_has_a_rhythm()
    {
        var runs = Enumerable.Range(0, 15).Select(day => At("2026-05-04T00:20:00Z").AddHours(25 * day)).ToList();

        var managed = Of(runs, kind: SignInKind.ManagedIdentity)!;

        Assert.Equal("at least every 26 hours", managed.Words);
        Assert.InRange(managed.Deadline - runs[^1], TimeSpan.FromHours(72), TimeSpan.FromHours(96));
        Assert.Null(Of(runs));
    }

    [Fact]
    public void What_is_not_regular_has_no_cadence()
    {
        Assert.Null(Of(Days(9, "2026-05-04T02:10:00Z", _ => true)));
        var random = new Random(7);
        Assert.Null(Of(Enumerable.Range(0, 30).Select(_ => At("2026-05-04T00:00:00Z").AddMinutes(random.Next(60 * 24 * 60))).Order()));
        Assert.Null(Of(Enumerable.Range(0, 20).Select(day => At("2026-05-04T00:00:00Z").AddDays(day * 3).AddMinutes(random.Next(24 * 60)))));
    }

    private static (string, string) WordsAndDue(Cadence cadence) => (cadence.Words[..cadence.Words.IndexOf(" at ", StringComparison.Ordinal)], cadence.Due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static Cadence? Of(IEnumerable<DateTimeOffset> runs, CadenceRules? rules = null, SignInKind kind = SignInKind.NonInteractiveUser)
    {
        var rows = runs.Select((run, number) => SignIns.User(0, 0) with { At = run, Key = $"k{number}", Kind = kind }).ToList();
        return Cadence.Of(rows.Aggregate(JobPath.Of(rows[0]), (job, row) => job.With(row)), rules ?? Rules);
    }

    /// <summary>Each day that is wanted, up to five minutes late.</summary>
    private static IEnumerable<DateTimeOffset> Days(int days, string first, Predicate<DateTimeOffset> wanted) =>
        Enumerable.Range(0, days).Select(day => At(first).AddDays(day)).Where(day => wanted(day)).Select(day => day.AddMinutes(day.Day % 6));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static DateTimeOffset Local(DateTime time) => new DateTimeOffset(time, Amsterdam.GetUtcOffset(time)).ToUniversalTime();
}
