using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>When rows of each sign-in log came, of one tenant: what a conclusion from silence rests on. Not for several threads while slots are added.</summary>
/// <remarks>
/// A log is complete for a time when rows of it came in every hour of it. A log in which little happens is complete, too, when rows of it came before and after, and another log,
/// which takes the same way, was complete.
/// </remarks>
public sealed class CoverageMap
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private static readonly SignInKind[] Logs = Enum.GetValues<SignInKind>();

    private readonly Dictionary<(SignInKind Log, long Day), byte[]> _days = [];

    /// <summary>No row came ever.</summary>
    public static CoverageMap Nothing { get; } = new();

    /// <summary>How long before a time a row of a quiet log shows that it came.</summary>
    internal static TimeSpan Before { get; } = TimeSpan.FromDays(7);

    /// <summary>How long after.</summary>
    internal static TimeSpan After { get; } = TimeSpan.FromDays(1);

    /// <summary>A row of this log came, whose event happened then.</summary>
    public void Add(SignInKind log, DateTimeOffset at)
    {
        var (day, slot) = Math.DivRem(SlotOf(at), CoveredDay.SlotsPerDay);
        if (!_days.TryGetValue((log, day), out var bits))
        {
            _days[(log, day)] = bits = new byte[CoveredDay.SlotsPerDay / 8];
        }

        bits[slot / 8] |= (byte)(1 << (int)(slot % 8));
    }

    internal void Add(long day, CoveredDay covered)
    {
        foreach (var (log, bits) in covered.Slots)
        {
            _days[(log, day)] = bits;
        }
    }

    /// <summary>Whether silence within this time says something: the log was complete for it.</summary>
    /// <param name="longestGap">Slots without a row that may follow each other, as time.</param>
    internal bool IsComplete(SignInKind log, DateTimeOffset from, DateTimeOffset until, TimeSpan longestGap) =>
        IsDense(log, from, until, longestGap)
        || (AnyIn(log, from - Before, from) && AnyIn(log, until, until + After) && Logs.Any(other => other != log && IsDense(other, from, until, longestGap)));

    private bool IsDense(SignInKind log, DateTimeOffset from, DateTimeOffset until, TimeSpan longestGap)
    {
        var (most, empty) = (longestGap / Slot, 0);
        for (var slot = SlotOf(from); slot <= SlotOf(until); slot++)
        {
            empty = Has(log, slot) ? 0 : empty + 1;
            if (empty > most)
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyIn(SignInKind log, DateTimeOffset from, DateTimeOffset until)
    {
        for (var slot = SlotOf(from); slot <= SlotOf(until); slot++)
        {
            if (Has(log, slot))
            {
                return true;
            }
        }

        return false;
    }

    private bool Has(SignInKind log, long slot)
    {
        var (day, ofDay) = Math.DivRem(slot, CoveredDay.SlotsPerDay);
        return _days.TryGetValue((log, day), out var bits) && (bits[ofDay / 8] & (1 << (int)(ofDay % 8))) != 0;
    }

    private static long SlotOf(DateTimeOffset at) => at.UtcTicks / Slot.Ticks;
}
