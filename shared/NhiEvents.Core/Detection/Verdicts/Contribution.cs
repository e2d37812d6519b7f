using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What one hour, or all hours together, add to one finding.</summary>
/// <param name="Events">The earliest and the latest few, in time order.</param>
internal sealed record Contribution(
    RootCause Cause,
    int Count,
    bool LowerBound,
    DateTimeOffset First,
    DateTimeOffset Last,
    IReadOnlyList<EvidenceEvent> Events,
    IReadOnlyList<int> Codes,
    IReadOnlyList<string> Policies,
    IReadOnlyList<string> Apps,
    IReadOnlyList<string> Resources)
{
    /// <summary>What the log's words added to the codes: meanings of <see cref="FailureReasonTable"/>.</summary>
    public IReadOnlyList<string> Says { get; init; } = [];

    /// <summary>Computers that locked an account of Active Directory.</summary>
    public IReadOnlyList<string> Computers { get; init; } = [];

    /// <summary>Events shown at either end.</summary>
    public const int EventsPerEnd = 8;

    /// <summary>Names shown of any kind; a cause that touches more is no longer helped by a list.</summary>
    private const int MaxNames = 50;

    /// <summary>All together; null when there is none.</summary>
    public static Contribution? Sum(IEnumerable<Contribution> parts)
    {
        Contribution? sum = null;
        foreach (var part in parts)
        {
            sum = sum?.With(part) ?? part;
        }

        return sum;
    }

    /// <summary>Both together. Order does not matter; apart from the count, adding the same again changes nothing.</summary>
    public Contribution With(Contribution other) => this with
    {
        Count = Count + other.Count,
        LowerBound = LowerBound || other.LowerBound,
        First = First <= other.First ? First : other.First,
        Last = Last >= other.Last ? Last : other.Last,
        Events = Merged(Events, other.Events),
        Codes = Codes is [var code] && other.Codes is [var same] && code == same ? Codes : [.. Codes.Union(other.Codes).Order()],
        Policies = Names(Policies, other.Policies),
        Apps = Names(Apps, other.Apps),
        Resources = Names(Resources, other.Resources),
        Says = Names(Says, other.Says),
        Computers = Names(Computers, other.Computers),
    };

    /// <summary>Whether this says everything that an earlier version of the same hour said, so that it can take its place in a sum without looking at the other hours.</summary>
    public bool Covers(Contribution earlier) => With(earlier) with { Count = Count } is var both && both.SaysTheSameAs(this);

    /// <summary>The sum when the part of one hour, which has all of that hour's events, says something else now; null when only the other hours can tell.</summary>
    /// <param name="was">What the hour said, which is in this sum.</param>
    public Contribution? Replacing(DateTimeOffset hour, Contribution was, Contribution becomes)
    {
        if (!(becomes with { Events = [] }).Covers(was with { Events = [] }) || !was.Events.Concat(becomes.Events).All(IsWithin))
        {
            return null;
        }

        // Of a list that was cut the events between its ends are unknown: the first must be of earlier hours, and the hour must have all of the last.
        var isWhole = Events.Count < 2 * EventsPerEnd;
        if (!isWhole && !(Events[EventsPerEnd - 1].At < hour && IsWithin(Events[^1]) && becomes.Events.Count >= EventsPerEnd))
        {
            return null;
        }

        return With(becomes with { Count = becomes.Count - was.Count }) with { Events = Ends(Events.Where(seen => !IsWithin(seen)).Concat(becomes.Events)) };

        bool IsWithin(EvidenceEvent seen) => seen.At >= hour && seen.At < hour.AddHours(1);
    }

    public bool SaysTheSameAs(Contribution other) =>
        Count == other.Count && LowerBound == other.LowerBound && First == other.First && Last == other.Last
        && Same(Events, other.Events) && NamesTheSameAs(other);

    /// <summary>Whether both are about the same codes and names.</summary>
    public bool NamesTheSameAs(Contribution other) =>
        Same(Codes, other.Codes) && Same(Policies, other.Policies) && Same(Apps, other.Apps) && Same(Resources, other.Resources) && Same(Says, other.Says) && Same(Computers, other.Computers);

    /// <summary>The ends of two lists that are in order.</summary>
    private static List<EvidenceEvent> Merged(IReadOnlyList<EvidenceEvent> some, IReadOnlyList<EvidenceEvent> others)
    {
        var merged = new List<EvidenceEvent>(some.Count + others.Count);
        for (int one = 0, other = 0; one < some.Count || other < others.Count;)
        {
            var order = one == some.Count ? 1 : other == others.Count ? -1 : InOrder(some[one], others[other]);
            merged.Add(order <= 0 ? some[one] : others[other]);
            one += order <= 0 ? 1 : 0;
            other += order >= 0 ? 1 : 0;
        }

        return Cut(merged);
    }

    public static IReadOnlyList<EvidenceEvent> Ends(IEnumerable<EvidenceEvent> events)
    {
        List<EvidenceEvent> all = [.. events];
        all.Sort(InOrder);
        var ordered = new List<EvidenceEvent>(all.Count);
        foreach (var seen in all)
        {
            if (ordered.Count == 0 || ordered[^1] != seen)
            {
                ordered.Add(seen);
            }
        }

        return Cut(ordered);
    }

    private static List<EvidenceEvent> Cut(List<EvidenceEvent> ordered)
    {
        if (ordered.Count > 2 * EventsPerEnd)
        {
            ordered.RemoveRange(EventsPerEnd, ordered.Count - (2 * EventsPerEnd));
        }

        return ordered;
    }

    public static IReadOnlyList<string> Names(IEnumerable<string> names)
    {
        string? only = null;
        SortedSet<string>? all = null;
        foreach (var name in names)
        {
            only ??= name;
            if (all is not null || name != only)
            {
                (all ??= new SortedSet<string>(StringComparer.Ordinal) { only }).Add(name);
            }
        }

        return all is not null ? [.. all.Take(MaxNames)] : only is not null ? [only] : [];
    }

    private static bool Same<T>(IReadOnlyList<T> some, IReadOnlyList<T> others)
        where T : IEquatable<T>
    {
        if (ReferenceEquals(some, others))
        {
            return true;
        }

        if (some.Count != others.Count)
        {
            return false;
        }

        for (var place = 0; place < some.Count; place++)
        {
            if (!some[place].Equals(others[place]))
            {
                return false;
            }
        }

        return true;
    }

    private static int InOrder(EvidenceEvent a, EvidenceEvent b) =>
        a.At.CompareTo(b.At) is var byTime and not 0 ? byTime
        : string.CompareOrdinal(a.Id, b.Id) is var byId and not 0 ? byId
        : a == b ? 0
        : string.CompareOrdinal(a.ToString(), b.ToString());

    /// <summary>The names of both; nearly always they are the same one, or none.</summary>
    private static IReadOnlyList<string> Names(IReadOnlyList<string> some, IReadOnlyList<string> others) =>
        some.Count <= 1 && (others.Count == 0 || (others.Count == 1 && some.Count == 1 && some[0] == others[0])) ? some : Names(some.Concat(others));
}
