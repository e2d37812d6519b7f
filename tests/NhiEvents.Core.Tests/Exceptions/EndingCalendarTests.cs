using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Core.Exceptions.Calendar;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class EndingCalendarTests
{
    private static readonly EndingWindow[] Tuesdays = [new(DayOfWeek.Tuesday, new TimeOnly(9, 0), new TimeOnly(15, 0)), new(DayOfWeek.Thursday, new TimeOnly(9, 0), new TimeOnly(15, 0))];

    [Theory]
    [InlineData("2026-03-05T10:00:00Z", "2026-03-05T10:00:00Z")] // a Thursday, in the window
    [InlineData("2026-03-05T15:00:00Z", "2026-03-05T14:59:59Z")] // just after it
    [InlineData("2026-03-05T08:00:00Z", "2026-03-03T14:59:59Z")] // before it: Tuesday's
    [InlineData("2026-03-09T12:00:00Z", "2026-03-05T14:59:59Z")] // a Monday
    public void An_end_moves_back_into_the_last_window(string wish, string end) =>
        Assert.Equal(At(end), new EndingCalendar(Tuesdays, []).LatestEnd(At(wish), At("2026-03-01T00:00:00Z")));

    [Fact]
    public void A_freeze_over_the_window_moves_it_into_the_one_before()
    {
        var calendar = new EndingCalendar(Tuesdays, [new Freeze(At("2026-03-05T00:00:00Z"), At("2026-03-06T00:00:00Z"))]);

        Assert.Equal(At("2026-03-03T14:59:59Z"), calendar.LatestEnd(At("2026-03-09T12:00:00Z"), At("2026-03-01T00:00:00Z")));
        Assert.Null(calendar.LatestEnd(At("2026-03-09T12:00:00Z"), At("2026-03-04T00:00:00Z")));
    }

    [Fact]
    public void Freezes_that_follow_each_other_are_one() =>
        Assert.Equal(
            Given.Now.AddDays(3),
            new EndingCalendar([], [new Freeze(Given.Now.AddDays(1), Given.Now.AddDays(3)), new Freeze(Given.Now.AddDays(-1), Given.Now.AddDays(2))]).FrozenUntil(Given.Now));

    [Fact]
    public void An_end_is_never_later_than_wished_never_before_the_start_and_always_allowed() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
            {
                var random = new Random(seed);
                EndingWindow[] windows = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Window(random))];
                Freeze[] freezes = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Given.Now.AddHours(random.Next(-200, 600))).Select(from => new Freeze(from, from.AddHours(random.Next(1, 150))))];
                var calendar = new EndingCalendar(windows, freezes);
                var wish = Given.Now.AddMinutes(random.Next(1, 30 * 24 * 60));

                var end = calendar.LatestEnd(wish, Given.Now);

                return end is null
                    ? !Enumerable.Range(1, (int)(wish - Given.Now).TotalMinutes).Any(minute => calendar.Allows(Given.Now.AddMinutes(minute)))
                    : end <= wish && end > Given.Now && calendar.Allows(end.Value);
            }));

    private static EndingWindow Window(Random random)
    {
        var from = random.Next(0, 20);
        return new EndingWindow((DayOfWeek)random.Next(7), new TimeOnly(from, 0), new TimeOnly(random.Next(from + 1, 24), 0));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
