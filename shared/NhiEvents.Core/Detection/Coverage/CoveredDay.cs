using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>In which slots of five minutes rows of each sign-in log came, by the time of the events: one day of one tenant.</summary>
/// <param name="Slots">By log: a bit for each slot of the day.</param>
internal sealed record CoveredDay(IReadOnlyDictionary<SignInKind, byte[]> Slots)
{
    public const int SlotsPerDay = 24 * 12;

    public static CoveredDay Empty { get; } = new(new SortedDictionary<SignInKind, byte[]>());

    public bool Has(SignInKind log, int slot) => Slots.TryGetValue(log, out var bits) && (bits[slot / 8] & (1 << (slot % 8))) != 0;

    /// <summary>The day with one more slot; the same instance when it is known.</summary>
    public CoveredDay With(SignInKind log, int slot)
    {
        if (Has(log, slot))
        {
            return this;
        }

        var bits = Slots.TryGetValue(log, out var known) ? (byte[])known.Clone() : new byte[SlotsPerDay / 8];
        bits[slot / 8] |= (byte)(1 << (slot % 8));
        return new CoveredDay(new SortedDictionary<SignInKind, byte[]>(Slots.ToDictionary()) { [log] = bits });
    }
}
