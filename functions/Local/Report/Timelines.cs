using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Timelines;

namespace NhiEvents.Local.Report;

/// <summary>The journals as the page needs them: all identities summed up per slot, and one by one those that the page shows.</summary>
internal sealed class Timelines
{
    /// <summary>Identities that get a strip of their own, with and without findings. It bounds memory and page, not the counts.</summary>
    private const int MaxStrips = 500;

    private readonly Dictionary<(string TenantId, string IdentityId), IdentityTimeline> _shown = [];
    private readonly SortedDictionary<string, int[]> _byFinding = new(StringComparer.Ordinal);
    private readonly int[] _failures;
    private readonly int[] _successes;

    private Timelines(TimelineScale scale) => (Scale, _failures, _successes) = (scale, new int[scale.Count], new int[scale.Count]);

    public TimelineScale Scale { get; }

    public bool IsLowerBound { get; private set; }

    /// <summary>Operations among the failures that were denied.</summary>
    public long Denied { get; private set; }

    /// <summary>Lockouts in Active Directory among the failures.</summary>
    public long LockedOut { get; private set; }

    /// <summary>Failed sign-ins, denied operations and lockouts of all identities per slot.</summary>
    public IReadOnlyList<int> Failures => _failures;

    public IReadOnlyList<int> Successes => _successes;

    /// <summary>Of the failures, those that count for a finding, by finding number.</summary>
    public IReadOnlyDictionary<string, int[]> ByFinding => _byFinding;

    public static async Task<Timelines> ReadAsync(TimelineRepository repository, FindingsDocument findings, IdentitiesDocument identities, CancellationToken ct)
    {
        var all = identities.Identities;
        var timelines = new Timelines(all.Count == 0
            ? TimelineScale.For(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)
            : TimelineScale.For(all.Min(identity => identity.FirstSeen), all.Max(identity => identity.LastSeen)));
        var shown = Shown(findings, identities);
        await foreach (var timeline in repository.ReadAllAsync(timelines.Scale, ct))
        {
            timelines.Add(timeline, shown);
        }

        return timelines;
    }

    public static Timelines Of(IEnumerable<IdentityTimeline> all, TimelineScale scale, FindingsDocument findings, IdentitiesDocument identities)
    {
        var (timelines, shown) = (new Timelines(scale), Shown(findings, identities));
        foreach (var timeline in all)
        {
            timelines.Add(timeline, shown);
        }

        return timelines;
    }

    private static HashSet<string> Shown(FindingsDocument findings, IdentitiesDocument identities) =>
        findings.Findings.Select(finding => finding.Identity.Id).Distinct(StringComparer.Ordinal).Take(MaxStrips)
            .Concat(identities.Identities.Where(identity => identity.Findings.Count == 0).Take(MaxStrips).Select(identity => identity.Identity.Id))
            .ToHashSet(StringComparer.Ordinal);

    public IdentityTimeline? Find(string tenantId, string identityId) => _shown.GetValueOrDefault((tenantId, identityId));

    private void Add(IdentityTimeline timeline, HashSet<string> shown)
    {
        if (shown.Contains(timeline.IdentityId))
        {
            _shown[(timeline.TenantId, timeline.IdentityId)] = timeline;
        }

        foreach (var slot in timeline.Slots)
        {
            _failures[slot.Index] += slot.Failures + slot.Denied + slot.LockedOut;
            Denied += slot.Denied;
            LockedOut += slot.LockedOut;
            _successes[slot.Index] += slot.Successes;
            IsLowerBound |= slot.IsLowerBound;
            foreach (var part in slot.ByFinding)
            {
                if (!_byFinding.TryGetValue(part.Finding, out var counts))
                {
                    _byFinding[part.Finding] = counts = new int[Scale.Count];
                }

                counts[slot.Index] += part.Count;
            }
        }
    }
}
