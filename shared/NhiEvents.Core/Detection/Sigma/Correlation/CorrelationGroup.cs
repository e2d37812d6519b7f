using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>An event that counts for a correlation rule.</summary>
/// <param name="Key">The same for the same event, however often it is delivered.</param>
/// <param name="Rule">The place, in the correlation's list, of the rule that matched it.</param>
/// <param name="Value">What value_count counts.</param>
/// <param name="Source">Of a match of another correlation: the group that it is from. It replaces what that group said before about the same time.</param>
internal sealed record Occurrence(DateTimeOffset At, string Key, int Rule, string? Value = null, string? Source = null);

/// <summary>What one group of one correlation rule remembers: a set, so that neither order nor repetition changes it.</summary>
/// <param name="Occurrences">By time, then rule, then key.</param>
/// <param name="Latest">The newest event time that the group has seen.</param>
/// <param name="IsCut">More events came than are remembered; counts are at least.</param>
internal sealed record CorrelationGroup(IReadOnlyList<Occurrence> Occurrences, DateTimeOffset Latest, bool IsCut)
{
    /// <summary>How much later than newer events of its group an event may come and still count.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromHours(2);

    private const int FewestKept = 200;

    public static CorrelationGroup Empty { get; } = new([], DateTimeOffset.MinValue, IsCut: false);

    /// <summary>The group with the event in it; the same group for an event that it knows, or that comes too late to count.</summary>
    public CorrelationGroup With(Occurrence added, CorrelationPlan plan)
    {
        var latest = added.At > Latest ? added.At : Latest;
        var kept = Occurrences.Where(known => added.Source is null || known.Source != added.Source || known.Rule != added.Rule || (known.At - added.At).Duration() > plan.Timespan).ToList();
        if (kept.Count == Occurrences.Count && (kept.Exists(known => known.Key == added.Key && known.Rule == added.Rule) || IsBefore(added, latest, plan)))
        {
            return this;
        }

        kept.Add(added);
        kept.RemoveAll(known => IsBefore(known, latest, plan));
        kept.Sort(ByTime);
        var most = Math.Max(FewestKept, plan.Limits.Max(limit => limit.Count) * 2);
        var cut = kept.Count > most;
        return new CorrelationGroup(cut ? kept[^most..] : kept, latest, IsCut || cut);
    }

    private static bool IsBefore(Occurrence occurrence, DateTimeOffset latest, CorrelationPlan plan) => latest - occurrence.At > plan.Timespan + Lateness;

    private static int ByTime(Occurrence one, Occurrence other) =>
        one.At != other.At ? one.At.CompareTo(other.At) : one.Rule != other.Rule ? one.Rule.CompareTo(other.Rule) : string.CompareOrdinal(one.Key, other.Key);
}
