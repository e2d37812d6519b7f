using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>Failures of one group that a success could still close.</summary>
/// <param name="Wait">How long after a failure it can be told.</param>
internal sealed record TooEarly(RootCause Cause, HourJournal Hour, FailureTimes Failure, List<SeenAt> Seen, TimeSpan Wait)
{
    public DateTimeOffset First => HourVerdict.At(Hour, Seen[0]);

    public IEnumerable<DateTimeOffset> DecidableAt => Seen.Select(seen => HourVerdict.At(Hour, seen) + Wait);

    /// <summary>What they would add to their finding.</summary>
    public Contribution ToContribution() => HourVerdict.Sum(Hour, Failure, Seen, Cause);
}
