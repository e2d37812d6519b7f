using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>An hour and its neighbours, seen from the hour's start: what a verdict may look at.</summary>
internal sealed class HourWindow(HourJournal? before, HourJournal hour, HourJournal? after)
{
    private const long HourMs = 3_600_000;

    private readonly (HourJournal? Journal, long Start)[] _hours = [(before, -HourMs), (hour, 0), (after, HourMs)];

    public HourJournal Hour => hour;

    /// <summary>Whether a sign-in on this path succeeded in (after, until], in milliseconds from the hour's start.</summary>
    public bool Succeeded(string app, string resource, long from, long until)
    {
        foreach (var (journal, start) in _hours)
        {
            if (journal?.Successes(app, resource)?.AnyIn(from - start, until - start) is true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any sign-in in (after, until] satisfied multi-factor authentication.</summary>
    public bool SucceededWithMfa(long from, long until) => _hours.Any(part => part.Journal?.MfaSuccesses.AnyIn(from - part.Start, until - part.Start) ?? false);

    /// <summary>Failures of one code on one path, of all three hours.</summary>
    /// <param name="isMeant">Told the group and the start of its hour; null: all.</param>
    public IEnumerable<long> Failures(string app, string resource, int code, Func<FailureGroup, DateTimeOffset, bool>? isMeant = null) =>
        from part in _hours
        where part.Journal is not null
        from failure in part.Journal.Failures
        where failure.Group.Code == code && failure.Group.App == app && failure.Group.Resource == resource && isMeant?.Invoke(failure.Group, part.Journal.Hour) is not false
        from seen in failure.Seen
        select part.Start + seen.Ms;

    /// <summary>All failures of all three hours, with the start of theirs.</summary>
    public IEnumerable<(FailureGroup Group, FailureTimes Times, IEnumerable<SeenAt> Seen, DateTimeOffset Hour)> AllFailures() =>
        from part in _hours
        where part.Journal is not null
        from failure in part.Journal.Failures
        select (failure.Group, failure, (IEnumerable<SeenAt>)failure.Seen, part.Journal.Hour);

    /// <summary>Names the stretch between two successes on this path in which a time lies: times with the same name had no success in between.</summary>
    public long Stretch(string app, string resource, long time) =>
        _hours.Max(part => part.Journal?.Successes(app, resource)?.LastBefore(time - part.Start) is { } last and >= 0 ? part.Start + last : long.MinValue);
}
