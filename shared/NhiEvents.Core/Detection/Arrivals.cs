using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection;

/// <summary>Events of one identity within one hour, with why it is taken for a non-human one.</summary>
internal sealed record Arrivals(IReadOnlyList<SignIn> SignIns, IReadOnlyList<ResourceDenied> Denials, IReadOnlyList<ResourceChanged> Changes, IReadOnlyList<AccountLockedOut> Lockouts)
{
    /// <summary>Nothing came; the hours are only decided again.</summary>
    public static Arrivals None { get; } = new([], [], [], []);

    public IReadOnlyList<string> Evidence { get; init; } = [];

    public bool IsEmpty => SignIns.Count == 0 && Denials.Count == 0 && Changes.Count == 0 && Lockouts.Count == 0;

    public DateTimeOffset At => SignIns.Count > 0 ? SignIns[0].At : Denials.Count > 0 ? Denials[0].At : Changes.Count > 0 ? Changes[0].At : Lockouts[0].At;

    /// <summary>Events of one identity, hour by hour.</summary>
    public static IReadOnlyList<Arrivals> Of<T>(IntakeOf<T> kind, IReadOnlyList<T> events)
    {
        var evidence = events.SelectMany(kind.Evidence).Distinct().Order(StringComparer.Ordinal).ToList();
        return events.Count == 1 ? [kind.Arrivals(events) with { Evidence = evidence }]
            : [.. events.GroupBy(one => HourRow.HourOf(kind.At(one))).OrderBy(hour => hour.Key).Select(hour => kind.Arrivals([.. hour]) with { Evidence = evidence })];
    }
}
