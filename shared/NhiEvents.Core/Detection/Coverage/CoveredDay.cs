using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>In which slots of five minutes rows of each log came, by the time of the events, and about how many in each hour: one day of one tenant.</summary>
/// <param name="Slots">By log: a bit for each slot of the day.</param>
internal sealed record CoveredDay(IReadOnlyDictionary<LogSource, byte[]> Slots)
{
    public const int SlotsPerDay = 24 * 12;

    private const int SlotsPerHour = 12;

    public static TimeSpan SlotLength { get; } = TimeSpan.FromDays(1) / SlotsPerDay;

    public static CoveredDay Empty { get; } = new(new SortedDictionary<LogSource, byte[]>());

    /// <summary>By log: the registers of a <see cref="DistinctSketch"/> for each hour of the day.</summary>
    public IReadOnlyDictionary<LogSource, byte[]> Counts { get; init => field = value ?? Empty.Counts; } = new SortedDictionary<LogSource, byte[]>();

    /// <summary>The day with more rows; the same instance when they add nothing.</summary>
    public CoveredDay With(IEnumerable<CoveredRow> rows)
    {
        SortedDictionary<LogSource, byte[]>? slots = null, counts = null;
        foreach (var row in rows)
        {
            var slot = (int)(row.Slot % SlotsPerDay);
            if (!IsSet(Find(slots ?? Slots, row.Source), slot))
            {
                Own(ref slots, Slots, row.Source, SlotsPerDay / 8)[slot / 8] |= (byte)(1 << (slot % 8));
            }

            var (register, rank) = DistinctSketch.Of(row.Key);
            var place = (slot / SlotsPerHour * DistinctSketch.Registers) + register;
            if (!(Find(counts ?? Counts, row.Source)?[place] >= rank))
            {
                Own(ref counts, Counts, row.Source, 24 * DistinctSketch.Registers)[place] = rank;
            }
        }

        return slots is null && counts is null ? this : new CoveredDay(slots ?? Slots) { Counts = counts ?? Counts };
    }

    private static byte[]? Find(IReadOnlyDictionary<LogSource, byte[]> all, LogSource source) => all.TryGetValue(source, out var bytes) ? bytes : null;

    /// <summary>The slot of a time, counted from the year 1.</summary>
    public static long SlotOf(DateTimeOffset at) => at.UtcTicks / SlotLength.Ticks;

    /// <param name="slot">Of the day.</param>
    public static bool IsSet(byte[]? bits, int slot) => bits is not null && (bits[slot / 8] & (1 << (slot % 8))) != 0;

    /// <summary>The bytes of one log as a copy that may be written; each is copied once.</summary>
    private static byte[] Own(ref SortedDictionary<LogSource, byte[]>? copy, IReadOnlyDictionary<LogSource, byte[]> known, LogSource source, int length)
    {
        copy ??= new SortedDictionary<LogSource, byte[]>(known.ToDictionary());
        if (!copy.TryGetValue(source, out var bytes) || (known.TryGetValue(source, out var shared) && ReferenceEquals(bytes, shared)))
        {
            copy[source] = bytes = bytes is null ? new byte[length] : (byte[])bytes.Clone();
        }

        return bytes;
    }
}

/// <summary>A row of a log, as coverage sees it.</summary>
/// <param name="Key">The same for every copy of the row.</param>
internal readonly record struct CoveredRow(string TenantId, LogSource Source, DateTimeOffset At, string Key)
{
    public long Slot => CoveredDay.SlotOf(At);

    public long Day => Slot / CoveredDay.SlotsPerDay;
}
