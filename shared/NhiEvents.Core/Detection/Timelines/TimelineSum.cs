using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Timelines;

/// <summary>One identity's hours while they are added up.</summary>
internal sealed class TimelineSum(TimelineScale scale)
{
    private readonly List<FindingRow> _findings = [];
    private readonly SortedDictionary<int, Slot> _slots = [];
    private readonly Dictionary<(string App, string Resource), DateTimeOffset> _successes = [];
    private readonly SortedDictionary<(string App, string Resource), SortedDictionary<int, DateTimeOffset>> _failures = new(PathOrder);

    private static Comparer<(string App, string Resource)> PathOrder { get; } = Comparer<(string App, string Resource)>.Create((one, other) =>
        string.CompareOrdinal(one.App, other.App) is var byApp and not 0 ? byApp : string.CompareOrdinal(one.Resource, other.Resource));

    public void Add(FindingRow finding) => _findings.Add(finding);

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
            slot.Failures += group.IsSignIn ? group.Seen.Count : 0;
            slot.Denied += group.DeniedOperation is not null ? group.Seen.Count : 0;
            slot.LockedOut += group.LockedFrom is not null ? group.Seen.Count : 0;

            if (!_failures.TryGetValue((group.App, group.Resource), out var codes))
            {
                _failures[(group.App, group.Resource)] = codes = [];
            }

            Later(codes, group.Code, hour.Hour.AddMilliseconds(group.Seen[^1].Ms));
        }

        slot.Contributions.AddRange(hour.Contributions);
    }

    /// <summary>The sum, now that the identity is known: it takes part in whether a finding is shown.</summary>
    public IdentityTimeline Of(IdentityRow identity)
    {
        var shown = _findings.Where(finding => finding.IsShown(identity)).Select(finding => finding.Cause.Hash()).ToHashSet(StringComparer.Ordinal);
        return new IdentityTimeline(
            identity.TenantId,
            identity.Id,
            [.. _slots.Where(slot => slot.Value.Successes + slot.Value.Failures + slot.Value.Denied + slot.Value.LockedOut > 0).Select(slot => slot.Value.ToRecord(slot.Key, shown, identity))],
            [.. _failures.Select(path => new PathOutcome(path.Key.App, path.Key.Resource, _successes.TryGetValue(path.Key, out var last) ? last : null, path.Value))]);
    }

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

        public int Denied { get; set; }

        public int LockedOut { get; set; }

        public bool IsLowerBound { get; set; }

        public List<Contribution> Contributions { get; } = [];

        public static Slot In(SortedDictionary<int, Slot> slots, int index)
        {
            if (!slots.TryGetValue(index, out var slot))
            {
                slots[index] = slot = new Slot();
            }

            return slot;
        }

        /// <param name="shown">Causes of shown findings.</param>
        public TimelineSlot ToRecord(int index, HashSet<string> shown, IdentityRow identity)
        {
            var counts = Contributions.Where(part => ShownWhen.Stands(part, identity) && shown.Contains(part.Cause.Hash()))
                .GroupBy(part => part.Cause.Finding, part => part.Count, (finding, parts) => new FindingCount(finding, parts.Sum()))
                .OrderBy(count => count.Finding, StringComparer.Ordinal);
            return new TimelineSlot(index, Successes, Failures, [.. counts]) { Denied = Denied, LockedOut = LockedOut, IsLowerBound = IsLowerBound };
        }
    }
}
