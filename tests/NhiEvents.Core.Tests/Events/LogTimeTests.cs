using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

public sealed class LogTimeTests
{
    [Theory]
    [InlineData("2026-11-02T01:48:53Z", 0)]
    [InlineData("2026-11-02T01:48:53", 0)]
    [InlineData("2026-11-02 01:48:53", 0)]
    [InlineData("2026-11-02T01:48:53.1234567Z", 1234567)]
    [InlineData("2026-11-02T01:48:53.123456789Z", 1234567)]
    [InlineData("2026-11-02T01:48:53.1+00:00", 1000000)]
    [InlineData("2026-11-01T20:48:53-05:00", 0)]
    [InlineData("2026-11-02T07:18:53+0530", 0)]
    [InlineData("11/2/2026 1:48:53 AM", 0)]
    [InlineData("11/02/2026 01:48:53", 0)]
    [InlineData("11/2/2026, 1:48:53.000 AM", 0)]
    [InlineData("11/2/2026, 1:48:53.5\u202FAM", 5000000)]
    [InlineData("02.11.2026 01:48:53", 0)]
    [InlineData("1793584133", 0)]
    [InlineData("1793584133.5", 5000000)]
    [InlineData("1793584133000", 0)]
    [InlineData("1793584133250", 2500000)]
    [InlineData("/Date(1793584133000)/", 0)]
    [InlineData("  2026-11-02T01:48:53Z ", 0)]
    [InlineData("11/2/2026 2:48:53 AM +01:00", 0)]
    [InlineData("11/02/2026 01:48:53 AM", 0)]
    [InlineData("2026-11-02T1:48:53.5Z", 5000000)]
    [InlineData("Nov 2, 2026 @ 01:48:53.500", 5000000)]
    [InlineData("November 2nd 2026, 01:48:53.000", 0)]
    public void A_time_is_read_in_every_shape(string text, int ticks)
    {
        Assert.True(LogTime.TryRead(text, out var at));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 1, 48, 53, TimeSpan.Zero).AddTicks(ticks), at);
    }

    [Theory]
    [InlineData("11/14/2025 12:00:00 AM", 0)]
    [InlineData("11/14/2025 12:00:00 PM", 12)]
    [InlineData("11/14/2025 11:00:00 PM", 23)]
    public void Noon_and_midnight_are_told_apart(string text, int hour)
    {
        Assert.True(LogTime.TryRead(text, out var at));
        Assert.Equal(new DateTimeOffset(2025, 11, 14, hour, 0, 0, TimeSpan.Zero), at);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Nov 31, 2026 @ 01:48:53.500")]
    [InlineData("Nov 2, 2026")]
    [InlineData("Nov")]
    [InlineData("Nov2026 01:48:53")]
    [InlineData("Monday 2 2026 01:48:53")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-11-02")]
    [InlineData("14/11/2025 1:48:53 AM")]
    [InlineData("11/14/2025 13:00:00 PM x")]
    [InlineData("11/14/2025 0:10:00 AM")]
    [InlineData("2026-11-02T24:00:00Z")]
    [InlineData("2026-11-02T01:48:53Zx")]
    [InlineData("2026-11-02T01:48:53+99:00")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("1793584133 seconds")]
    [InlineData("/Date(17935841")]
    public void What_is_no_time_is_refused(string? text) => Assert.False(LogTime.TryRead(text, out _));
}
