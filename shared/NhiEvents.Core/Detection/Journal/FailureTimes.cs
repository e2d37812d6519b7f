namespace NhiEvents.Core.Detection.Journal;

/// <summary>The distinct failures of one group in one hour, with the details of the first and the last few.</summary>
internal sealed class FailureTimes(FailureGroup group)
{
    /// <summary>Details kept at either end.</summary>
    private const int DetailsPerEnd = 8;

    private readonly SortedDictionary<SeenAt, FailureDetail> _details = [];

    /// <summary>The group without its times.</summary>
    public FailureGroup Group => group;

    public SortedSet<SeenAt> Seen { get; } = [];

    /// <summary>What tells groups apart; also their order. Of two copies of one event the one that says more comes first.</summary>
    public string Key { get; } = string.Join(
        '\n',
        group.App,
        group.Resource,
        $"{group.Code:D10}",
        group.Says ?? "~",
        string.Join(',', group.DemandedBy),
        string.Join(',', group.PolicyIds),
        group.CredentialKeyId,
        group.DeniedOperation ?? "",
        group.LockedFrom ?? "",
        group.Place is { } place ? $"{place.Network}|{place.Prefix}|{place.Country}" : "");

    public static FailureTimes Of(FailureGroup row)
    {
        var times = new FailureTimes(row with { Seen = [], Details = [] });
        times.Seen.UnionWith(row.Seen);
        foreach (var detail in row.Details)
        {
            times._details[detail.Seen] = detail;
        }

        return times;
    }

    public FailureGroup ToRow() => group with { Seen = [.. Seen], Details = [.. _details.Values] };

    public FailureDetail? Detail(SeenAt seen) => _details.GetValueOrDefault(seen);

    public void Add(FailureDetail detail)
    {
        Seen.Add(detail.Seen);

        // Copies of one event can differ in what an exporter left out; which copy came first must not show.
        if (!_details.TryGetValue(detail.Seen, out var present) || string.CompareOrdinal(detail.ToString(), present.ToString()) < 0)
        {
            _details[detail.Seen] = detail;
        }

        if (_details.Count > 2 * DetailsPerEnd)
        {
            _details.Remove(_details.Keys.ElementAt(DetailsPerEnd));
        }
    }

    public void Remove(SeenAt seen)
    {
        Seen.Remove(seen);
        _details.Remove(seen);
    }
}
