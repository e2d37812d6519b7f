namespace NhiEvents.Core.Exceptions.Calendar;

/// <summary>A time of the week, in UTC, at which exceptions may end, so that the people who would notice are there.</summary>
/// <param name="To">Not included.</param>
public sealed record EndingWindow(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A time at which nothing may change.</summary>
/// <param name="To">Not included.</param>
public sealed record Freeze(DateTimeOffset From, DateTimeOffset To);

/// <summary>When an exception may end.</summary>
internal sealed class EndingCalendar(IReadOnlyList<EndingWindow> windows, IReadOnlyList<Freeze> freezes)
{
    private static readonly TimeSpan JustBefore = TimeSpan.FromSeconds(1);

    public bool IsFrozen(DateTimeOffset at) => FreezeAt(at) is not null;

    /// <summary>When the freeze of this time is over; null when it is not frozen.</summary>
    public DateTimeOffset? FrozenUntil(DateTimeOffset at)
    {
        var until = at;
        while (FreezeAt(until) is { } freeze)
        {
            until = freeze.To;
        }

        return until == at ? null : until;
    }

    public bool Allows(DateTimeOffset at) => !IsFrozen(at) && InWindow(at);

    /// <summary>The latest time at or before the wish, and after <paramref name="notBefore"/>, at which an exception may end; null when there is none.</summary>
    public DateTimeOffset? LatestEnd(DateTimeOffset wish, DateTimeOffset notBefore)
    {
        var at = wish;
        while (at > notBefore)
        {
            if (FreezeAt(at) is { } freeze)
            {
                at = freeze.From - JustBefore;
            }
            else if (!InWindow(at))
            {
                at = WindowEndBefore(at);
            }
            else
            {
                return at;
            }
        }

        return null;
    }

    private Freeze? FreezeAt(DateTimeOffset at) => freezes.FirstOrDefault(freeze => freeze.From <= at && at < freeze.To);

    private bool InWindow(DateTimeOffset at) => windows.Count == 0 || windows.Any(window => window.Day == at.UtcDateTime.DayOfWeek && Contains(window, at));

    private static bool Contains(EndingWindow window, DateTimeOffset at) => TimeOnly.FromDateTime(at.UtcDateTime) is var time && window.From <= time && time < window.To;

    /// <summary>Just before the end of the last window that was over by this time; there is one in any eight days.</summary>
    private DateTimeOffset WindowEndBefore(DateTimeOffset at)
    {
        var ends = from back in Enumerable.Range(0, 8)
                   let day = at.UtcDateTime.Date.AddDays(-back)
                   from window in windows
                   where window.Day == day.DayOfWeek
                   let end = new DateTimeOffset(day + window.To.ToTimeSpan(), TimeSpan.Zero)
                   where end <= at
                   select end;
        return ends.Max() - JustBefore;
    }
}
