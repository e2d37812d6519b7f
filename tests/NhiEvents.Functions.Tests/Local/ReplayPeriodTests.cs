using NhiEvents.Local.Hosting;
using NhiEvents.Local.Replay;

namespace NhiEvents.Functions.Tests.Local;

public sealed class ReplayPeriodTests
{
    private static readonly DateTimeOffset Last = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7d", null, "2026-03-03T12:00:00Z", null)]
    [InlineData("24h", "30m", "2026-03-09T12:00:00Z", "2026-03-10T11:30:00Z")]
    [InlineData("2026-03-02", "2026-03-03", "2026-03-02T00:00:00Z", "2026-03-03T23:59:59.9999999Z")]
    [InlineData("2026-03-02T08:00:00", "2026-03-02T10:00:00+01:00", "2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z")]
    public void Times_are_dates_instants_or_counted_back_from_the_last_row(string? since, string? until, string? from, string? to)
    {
        var period = ReplayPeriod.Parse(since, until, Last, TimeSpan.FromMinutes(10));

        Assert.Equal((At(from), At(to)), (period.Since, period.Until));
    }

    [Theory]
    [InlineData("soon", "later", "--since soon", "--until later")]
    [InlineData("-1d", null, "--since -1d", "")]
    [InlineData("7w", null, "--since 7w", "")]
    [InlineData("99999999999d", null, "--since 99999999999d", "")]
    [InlineData("2026-13-01", null, "--since 2026-13-01", "")]
    [InlineData("", null, "--since", "")]
    [InlineData("2026-03-02", "9999-12-31", "--until 9999-12-31", "")]
    [InlineData("2026-03-02", "9999-12-31T23:59:59Z", "--until 9999-12-31T23", "")]
    [InlineData("2026-03-05", "2026-03-02", "is after", "")]
    public void What_is_no_period_is_refused_with_all_faults(string since, string? until, string fault, string other)
    {
        var refused = Assert.Throws<HostRefusalException>(() => ReplayPeriod.Parse(since, until, Last, TimeSpan.FromMinutes(10)));

        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        Assert.Contains(other, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_ends_count_and_a_success_soon_after_the_end_still_answers()
    {
        var period = new ReplayPeriod(Last.AddHours(-1), Last, TimeSpan.FromMinutes(10));

        Assert.True(period.Keeps(Last, false));
        Assert.True(period.Keeps(Last.AddHours(-1), false));
        Assert.False(period.Keeps(Last.AddHours(-1).AddTicks(-1), true));
        Assert.False(period.Keeps(Last.AddTicks(1), false));
        Assert.True(period.Keeps(Last.AddMinutes(10), true));
        Assert.False(period.Keeps(Last.AddMinutes(10).AddTicks(1), true));
    }

    private static DateTimeOffset? At(string? text) => text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
