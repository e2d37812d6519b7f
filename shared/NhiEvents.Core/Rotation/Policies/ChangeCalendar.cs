namespace NhiEvents.Core.Rotation.Policies;

/// <summary>A time of the week, in UTC, at which rotations may begin.</summary>
/// <param name="To">Not included.</param>
public sealed record ChangeWindow(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A time at which nothing may change.</summary>
/// <param name="To">Not included.</param>
public sealed record ChangeFreeze(DateTimeOffset From, DateTimeOffset To);

/// <summary>When a rotation may begin, and an old credential may be removed. Steps in between go on: half a rotation is no rest.</summary>
internal sealed class ChangeCalendar(IReadOnlyList<ChangeWindow> windows, IReadOnlyList<ChangeFreeze> freezes)
{
    /// <summary>Enough for every window to come round.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private const int MostSteps = 8 * 24 * 4;

    /// <summary>The first time from now on at which a change may begin; null when nothing keeps it from beginning now.</summary>
    public DateTimeOffset? WaitUntil(DateTimeOffset now)
    {
        var at = now;
        for (var step = 0; step < MostSteps && !Allows(at); step++)
        {
            at = FreezeAt(at)?.To ?? at + Step;
        }

        return at == now ? null : at;
    }

    /// <summary>With a policy's own windows and freezes.</summary>
    public ChangeCalendar For(RotationTerms terms) =>
        terms is { Windows: null, Freezes: null } ? this : new ChangeCalendar(terms.Windows ?? windows, [.. freezes, .. terms.Freezes ?? []]);

    /// <returns>What is wrong with them, each with its place in the list.</returns>
    public static IEnumerable<string> Faults(IReadOnlyList<ChangeWindow> windows, IReadOnlyList<ChangeFreeze> freezes)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            if (windows[i].To <= windows[i].From)
            {
                yield return $"Windows:{i} must end after it starts; split a window at midnight.";
            }
        }

        for (var i = 0; i < freezes.Count; i++)
        {
            if (freezes[i].To <= freezes[i].From)
            {
                yield return $"Freezes:{i} must end after it starts.";
            }
        }
    }

    private bool Allows(DateTimeOffset at) => FreezeAt(at) is null && (windows.Count == 0 || windows.Any(window => Contains(window, at.UtcDateTime)));

    private ChangeFreeze? FreezeAt(DateTimeOffset at) => freezes.FirstOrDefault(freeze => freeze.From <= at && at < freeze.To);

    private static bool Contains(ChangeWindow window, DateTime at) => window.Day == at.DayOfWeek && TimeOnly.FromDateTime(at) is var time && window.From <= time && time < window.To;
}
