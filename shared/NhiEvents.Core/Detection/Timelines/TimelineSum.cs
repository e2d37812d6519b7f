using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Timelines;

/// <summary>One identity's hours while they are added up.</summary>
internal sealed class TimelineSum(TimelineScale scale)
{
    private readonly HashSet<string> _shown = [];
    private readonly SortedDictionary<int, Slot> _slots = [];
    private readonly Dictionary<(string App, string Resource), DateTimeOffset> _successes = [];
    private readonly SortedDictionary<(string App, string Resource), SortedDictionary<int, DateTimeOffset>> _failures = new(PathOrder);

    private static Comparer<(string App, string Resource)> PathOrder { get; } = Comparer<(string App, string Resource)>.Create((one, other) =>
        string.CompareOrdinal(one.App, other.App) is var byApp and not 0 ? byApp : string.CompareOrdinal(one.Resource, other.Resource));

    public void Add(FindingRow finding)
    {
        if (finding.IsShown)
        {
            _shown.Add(finding.Cause.Hash());
        }
    }

    public void Add(HourRow hour)
    {
        var slot = Slot.In(_slots, scale.IndexOf(hour.Hour));
        slot.IsLowerBound |= hour.Overflow;
        foreach (var path in hour.Successes)
        {
            slot.Successes += path.At.Count;
            if (path.At.Concat(path.Beyond.Select(span => span.Last)).DefaultIfEmpty(-1).Max() is var last and >= 0)
            {
                Later(_successes, (path.App, path.Resource), hour.Hour.AddMilliseconds(last));
            }
        }

        foreach (var group in hour.Failures.Where(group => group.Seen.Count > 0))
        {
            slot.Failures += group.Seen.Count;
            if (!_failures.TryGetValue((group.App, group.Resource), out var codes))
            {
                _failures[(group.App, group.Resource)] = codes = [];
            }

            Later(codes, group.Code, hour.Hour.AddMilliseconds(group.Seen[^1].Ms));
        }

        foreach (var part in hour.Contributions.Where(part => _shown.Contains(part.Cause.Hash())))
        {
            slot.ByFinding[part.Cause.Finding] = slot.ByFinding.GetValueOrDefault(part.Cause.Finding) + part.Count;
        }
    }

    public IdentityTimeline Of(string tenantId, string identityId) => new(
        tenantId,
        identityId,
        [.. _slots.Where(slot => slot.Value.Successes + slot.Value.Failures > 0).Select(slot => slot.Value.ToRecord(slot.Key))],
        [.. _failures.Select(path => new PathOutcome(path.Key.App, path.Key.Resource, _successes.TryGetValue(path.Key, out var last) ? last : null, path.Value))]);

    private static void Later<TKey>(IDictionary<TKey, DateTimeOffset> latest, TKey key, DateTimeOffset at)
    {
        if (!latest.TryGetValue(key, out var known) || known < at)
        {
            latest[key] = at;
        }
    }

    private sealed class Slot
    {
        public int Successes { get; set; }

        public int Failures { get; set; }

        public bool IsLowerBound { get; set; }

        public SortedDictionary<string, int> ByFinding { get; } = new(StringComparer.Ordinal);

        public static Slot In(SortedDictionary<int, Slot> slots, int index)
        {
            if (!slots.TryGetValue(index, out var slot))
            {
                slots[index] = slot = new Slot();
            }

            return slot;
        }

        public TimelineSlot ToRecord(int index) =>
            new(index, Successes, Failures, [.. ByFinding.Select(count => new FindingCount(count.Key, count.Value))]) { IsLowerBound = IsLowerBound };
    }
}
