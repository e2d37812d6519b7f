namespace NhiEvents.Core.Detection;

/// <summary>What mere growth of an open finding waits for: the end of an hour on its first day, of six hours when it is older. Of what works still (NHI407) it is six hours from the first.</summary>
internal readonly record struct GrowthWindow
{
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TimeSpan _shift;

    private GrowthWindow(TimeSpan length, TimeSpan shift) => (Length, _shift) = (length, shift);

    /// <summary>The longest that growth waits; a finding that was not seen for longer has come back.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(6);

    public TimeSpan Length { get; }

    /// <summary>The finding's window at a time, by its age then.</summary>
    /// <remarks>Long windows of different identities end in different hours, so that not all of a tenant is told at once.</remarks>
    public static GrowthWindow Of(FindingRow row, IdentityAddress address, DateTimeOffset at) => row.Cause.Finding is FindingNumbers.WillBreak || at - row.Since >= FirstDay
        ? new GrowthWindow(Longest, address.Bucket * Hour)
        : new GrowthWindow(Hour, TimeSpan.Zero);

    /// <summary>The start of the window in which a time lies.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time) => time - new TimeSpan((time.UtcTicks - _shift.Ticks) % Length.Ticks);

    /// <summary>The end of the window in which a time lies.</summary>
    public DateTimeOffset EndOf(DateTimeOffset time) => StartOf(time) + Length;

    /// <summary>The time itself where a window ends, else the end of its window.</summary>
    public DateTimeOffset RoundUp(DateTimeOffset time) => StartOf(time) is var start && start == time ? start : start + Length;
}
