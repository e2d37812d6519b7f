using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>When rows of each log came, of one tenant: what a conclusion from silence rests on. Not for several threads while rows are added.</summary>
/// <remarks>
/// A log is complete for a time when rows of it came in every hour of it. A log in which little happens is complete, too, when rows of it came before and after, and another log,
/// which takes the same way, was complete.
/// </remarks>
public sealed class CoverageMap
{
    private readonly Dictionary<(LogSource Log, long Day), byte[]> _days = [];
    private readonly Dictionary<(LogSource Log, long Day), byte[]> _counts = [];

    /// <summary>No row came ever.</summary>
    public static CoverageMap Nothing { get; } = new();

    /// <summary>The latest slot with a row of any log; null when none came.</summary>
    internal DateTimeOffset? Last => _days.Count == 0 ? null : _days.Keys.Max(key => key.Day) is var day
        ? LogSources.All.SelectMany(log => Heard(log, StartOf(day), StartOf(day + 1).AddTicks(-1))).Max() : null;

    /// <summary>How long before a time a row of a quiet log shows that it came.</summary>
    internal static TimeSpan Before { get; } = TimeSpan.FromDays(7);

    /// <summary>How long after.</summary>
    internal static TimeSpan After { get; } = TimeSpan.FromDays(1);

    /// <summary>A row of this log came, whose event happened then.</summary>
    public void Add(SignInKind log, DateTimeOffset at) => Add(LogSources.Of(log), at);

    /// <summary>A row of the audit log came, whose event happened then.</summary>
    public void AddAudit(DateTimeOffset at) => Add(LogSource.Audit, at);

    internal void Add(LogSource log, DateTimeOffset at)
    {
        var (day, slot) = Math.DivRem(CoveredDay.SlotOf(at), CoveredDay.SlotsPerDay);
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

        foreach (var (log, registers) in covered.Counts)
        {
            _counts[(log, day)] = registers;
        }
    }

    /// <summary>Whether silence within this time says something: the log was complete for it.</summary>
    /// <param name="longestGap">Slots without a row that may follow each other, as time.</param>
    internal bool IsComplete(LogSource log, DateTimeOffset from, DateTimeOffset until, TimeSpan longestGap) =>
        IsDense(log, from, until, longestGap)
        || (AnyIn(log, from - Before, from) && AnyIn(log, until, until + After) && LogSources.All.Any(other => other != log && IsDense(other, from, until, longestGap)));

    /// <summary>The times of the slots with rows of a log within a time, the earliest first.</summary>
    internal IEnumerable<DateTimeOffset> Heard(LogSource log, DateTimeOffset from, DateTimeOffset until)
    {
        var (slot, last) = (CoveredDay.SlotOf(from), CoveredDay.SlotOf(until));
        while (slot <= last)
        {
            var (day, ofDay) = Math.DivRem(slot, CoveredDay.SlotsPerDay);
            if (!_days.TryGetValue((log, day), out var bits))
            {
                slot = (day + 1) * CoveredDay.SlotsPerDay;
                continue;
            }

            if (CoveredDay.IsSet(bits, (int)ofDay))
            {
                yield return new DateTimeOffset(slot * CoveredDay.SlotLength.Ticks, TimeSpan.Zero);
            }

            slot++;
        }
    }

    /// <summary>The time of the latest slot with rows of a log within a time; null when none came.</summary>
    internal DateTimeOffset? LastHeard(LogSource log, DateTimeOffset from, DateTimeOffset until) => Heard(log, from, until).Select(heard => (DateTimeOffset?)heard).LastOrDefault();

    /// <summary>About how many rows of a log came in one hour.</summary>
    internal int CountIn(LogSource log, DateTimeOffset hour)
    {
        var (day, ofDay) = Math.DivRem(hour.UtcTicks / TimeSpan.TicksPerHour, 24);
        return _counts.TryGetValue((log, day), out var registers) ? DistinctSketch.Count(registers.AsSpan((int)ofDay * DistinctSketch.Registers, DistinctSketch.Registers)) : 0;
    }

    private bool IsDense(LogSource log, DateTimeOffset from, DateTimeOffset until, TimeSpan longestGap)
    {
        var (most, empty) = (longestGap / CoveredDay.SlotLength, 0);
        for (var slot = CoveredDay.SlotOf(from); slot <= CoveredDay.SlotOf(until); slot++)
        {
            empty = Has(log, slot) ? 0 : empty + 1;
            if (empty > most)
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyIn(LogSource log, DateTimeOffset from, DateTimeOffset until) => Heard(log, from, until).Any();

    private bool Has(LogSource log, long slot)
    {
        var (day, ofDay) = Math.DivRem(slot, CoveredDay.SlotsPerDay);
        return _days.TryGetValue((log, day), out var bits) && CoveredDay.IsSet(bits, (int)ofDay);
    }

    private static DateTimeOffset StartOf(long day) => new(day * TimeSpan.TicksPerDay, TimeSpan.Zero);
}
