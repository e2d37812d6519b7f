namespace NhiEvents.Core.Detection.Timelines;

/// <summary>How a stretch of time is cut into slots: hours when it is short, else days or several days, in UTC. Never more than <see cref="MaxSlots"/>.</summary>
/// <param name="Start">Start of the first slot.</param>
public sealed record TimelineScale(DateTimeOffset Start, TimeSpan Width, int Count)
{
    public const int MaxSlots = 120;

    private const int MaxHours = 96;

    public DateTimeOffset End => Start + (Width * Count);

    public static TimelineScale For(DateTimeOffset first, DateTimeOffset last)
    {
        var hours = Cut(first, last, TimeSpan.FromHours(1));
        if (hours.Count <= MaxHours)
        {
            return hours;
        }

        var days = Cut(first, last, TimeSpan.FromDays(1));
        return days.Count <= MaxSlots ? days : Cut(first, last, TimeSpan.FromDays((days.Count + MaxSlots - 1) / MaxSlots), days.Start);
    }

    /// <summary>The slot of a time; times outside fall to the first or the last.</summary>
    public int IndexOf(DateTimeOffset at) => (int)Math.Clamp((at - Start).Ticks / Width.Ticks, 0, Count - 1);

    public DateTimeOffset StartOf(int index) => Start + (Width * index);

    private static TimelineScale Cut(DateTimeOffset first, DateTimeOffset last, TimeSpan width, DateTimeOffset? start = null)
    {
        var from = start ?? new DateTimeOffset(first.UtcTicks - (first.UtcTicks % width.Ticks), TimeSpan.Zero);
        return new TimelineScale(from, width, (int)((last - from).Ticks / width.Ticks) + 1);
    }
}
