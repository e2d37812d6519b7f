using System.Runtime.InteropServices;
using NhiEvents.Core.Detection.Places;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Journal;

/// <summary>The distinct failures of one group in one hour, with the details of the first and the last few.</summary>
internal sealed class FailureTimes
{
    /// <summary>Details kept at either end.</summary>
    private const int DetailsPerEnd = 8;

    private readonly List<FailureDetail> _details;
    private SeenAt[] _seen;
    private List<SeenAt>? _fresh;
    private RootCause? _cause;

    public FailureTimes(FailureGroup group)
        : this(group, KeyOf(group), [], [])
    {
    }

    private FailureTimes(FailureGroup group, string key, SeenAt[] seen, List<FailureDetail> details) => (Group, Key, _seen, _details) = (group, key, seen, details);

    /// <summary>The group; not its times, which are here.</summary>
    public FailureGroup Group { get; }

    /// <summary>What tells groups apart; also their order. Of two copies of one event the one that says more comes first.</summary>
    public string Key { get; }

    /// <summary>In order.</summary>
    public SeenAt[] Seen
    {
        get
        {
            if (_fresh is not null)
            {
                SeenAt[] all = [.. _seen, .. _fresh];
                Array.Sort(all);
                (_seen, _fresh) = (all, null);
            }

            return _seen;
        }
    }

    public static FailureTimes Of(FailureGroup row) => new(row, KeyOf(row), row.Seen as SeenAt[] ?? [.. row.Seen], [.. row.Details]);

    /// <summary>Another one with the same failures, to add to.</summary>
    public FailureTimes Copy() => new(Group, Key, Seen, [.. _details]) { _cause = _cause };

    /// <summary>The cause that these failures were found to have before, when this is the same: it knows its hash.</summary>
    public RootCause? Known(RootCause? cause)
    {
        var known = _cause;
        return cause is null ? null : known?.IsPlainly(cause) is true ? known : _cause = cause;
    }

    public FailureGroup ToRow() => ReferenceEquals(Group.Seen, Seen) && Group.Details.SequenceEqual(_details) ? Group : Group with { Seen = Seen, Details = [.. _details] };

    public FailureDetail? Detail(SeenAt seen) => PlaceOf(seen) is var place and >= 0 ? _details[place] : null;

    /// <param name="isKnown">The failure is here already.</param>
    public void Add(FailureDetail detail, bool isKnown)
    {
        if (!isKnown)
        {
            (_fresh ??= []).Add(detail.Seen);
        }

        // Copies of one event can differ in what an exporter left out; which copy came first must not show.
        var place = PlaceOf(detail.Seen);
        if (place < 0)
        {
            _details.Insert(~place, detail);
        }
        else if (string.CompareOrdinal(detail.ToString(), _details[place].ToString()) < 0)
        {
            _details[place] = detail;
        }

        TrimDetails();
    }

    /// <summary>Adds all that another group has; no failure is in both.</summary>
    public void Take(FailureTimes other)
    {
        (_fresh ??= []).AddRange(other.Seen);
        _details.AddRange(other._details);
        _details.Sort((one, another) => one.Seen.CompareTo(another.Seen));
        TrimDetails();
    }

    public void Remove(SeenAt seen)
    {
        _seen = [.. Seen.Where(one => one != seen)];
        if (PlaceOf(seen) is var place and >= 0)
        {
            _details.RemoveAt(place);
        }
    }

    /// <summary>Forgets the times from one on; what is known of them stays.</summary>
    public void Cut(SeenAt from) => _seen = [.. Seen.TakeWhile(seen => seen.CompareTo(from) < 0)];

    private int PlaceOf(SeenAt seen) => CollectionsMarshal.AsSpan(_details).BinarySearch(new DetailOf(seen));

    private void TrimDetails()
    {
        if (_details.Count > 2 * DetailsPerEnd)
        {
            _details.RemoveRange(DetailsPerEnd, _details.Count - (2 * DetailsPerEnd));
        }
    }

    public static string KeyOf(FailureGroup group) => string.Join(
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
        KeyOf(group.Place),
        KeyOf(group.GuessedFrom));

    private static string KeyOf(Place? place) => place is null ? "" : $"{place.Network}|{place.Prefix}|{place.Country}";

    private readonly record struct DetailOf(SeenAt Seen) : IComparable<FailureDetail>
    {
        public int CompareTo(FailureDetail? other) => Seen.CompareTo(other!.Seen);
    }
}
