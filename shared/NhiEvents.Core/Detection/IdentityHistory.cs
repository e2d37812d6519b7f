using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Detection;

/// <summary>All that one identity did, in memory, and what follows from it once everything has arrived and every deadline has come.</summary>
/// <remarks>
/// The same journals and verdicts as the functions use, without state and messages in between: the result is what they come to, whatever the order in which
/// events are added and however often. Not for several threads.
/// </remarks>
/// <param name="known">What registry and directory say.</param>
public sealed class IdentityHistory(ErrorCodeTable codes, DetectionOptions options, KindTable kinds, IdentityFactsIndex known)
{
    /// <summary>Later than any deadline: the latest time that a reader lets pass is before the year 2100.</summary>
    private static readonly DateTimeOffset AfterAll = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<DateTimeOffset, HourJournal> _hours = [];
    private IdentityRow? _identity;

    /// <param name="events">Of this identity, with their evidence.</param>
    public void Add(IReadOnlyList<SignIn> events) => Add(Arrivals.Of(Intakes.SignIns, events));

    /// <inheritdoc cref="Add(IReadOnlyList{SignIn})"/>
    public void Add(IReadOnlyList<ResourceDenied> events) => Add(Arrivals.Of(Intakes.Denials, [.. events.Where(FailureEvent.IsForMfa)]));

    /// <inheritdoc cref="Add(IReadOnlyList{SignIn})"/>
    public void Add(IReadOnlyList<ResourceChanged> events) => Add(Arrivals.Of(Intakes.Changes, events));

    /// <inheritdoc cref="Add(IReadOnlyList{SignIn})"/>
    public void Add(IReadOnlyList<AccountLockedOut> events) => Add(Arrivals.Of(Intakes.Lockouts, events));

    /// <summary>Null when nothing shows the identity to be a non-human one: then it leaves no trace.</summary>
    /// <param name="scale">How the timeline is cut.</param>
    /// <param name="coverage">When rows of the sign-in logs came, of the identity's tenant.</param>
    public IdentityOutcome? Decide(TimelineScale scale, CoverageMap coverage)
    {
        if (_identity?.Knowing(known.Find(_identity.Id, _identity.UserPrincipalName?.Text, _identity.AppId?.Text), kinds) is not { } described || !described.Classification().IsNonHuman)
        {
            return null;
        }

        var identity = described with { Successes = _hours.Values.Sum(hour => hour.SuccessCount), Failures = _hours.Values.Sum(hour => hour.FailureCount) };
        identity = _hours.Values.Aggregate(identity, (row, hour) => row.Counting(hour, codes));
        var timeline = new TimelineSum(scale);
        var byCause = new Dictionary<string, List<Contribution>>(StringComparer.Ordinal);
        foreach (var (hour, contributions) in Verdicts(identity))
        {
            timeline.Add(hour.ToRow(contributions));
            foreach (var part in contributions)
            {
                var hash = part.Cause.Hash();
                if (!byCause.TryGetValue(hash, out var parts))
                {
                    byCause[hash] = parts = [];
                }

                parts.Add(part);
            }
        }

        foreach (var part in StandingVerdict.Of(identity, options, StandingVerdict.Overdue(identity, options, AfterAll), coverage))
        {
            byCause[part.Cause.Hash()] = [part];
        }

        List<FindingRow> findings = [.. byCause.Values.Select(parts => new FindingRow(parts[0].Cause, Contribution.Sum(parts), Revision: 1))];
        findings.ForEach(timeline.Add);
        return new IdentityOutcome(
            Documents.SummaryOf(identity, findings, kinds, options.LearnFor), [.. Documents.FindingsOf(identity, findings, codes, kinds)], timeline.Of(identity));
    }

    private IEnumerable<(HourJournal Hour, IReadOnlyList<Contribution> Contributions)> Verdicts(IdentityRow identity)
    {
        var (judged, times) = (VerdictIdentity.Of(identity, options), VerdictTimes.Of(options));
        foreach (var (hour, journal) in _hours)
        {
            var window = new HourWindow(_hours.GetValueOrDefault(hour.AddHours(-1)), journal, _hours.GetValueOrDefault(hour.AddHours(1)));
            yield return (journal, HourVerdict.For(window, judged, codes, AfterAll, times).Contributions);
        }
    }

    private void Add(IReadOnlyList<Arrivals> hours)
    {
        foreach (var arrivals in hours)
        {
            var hour = HourRow.HourOf(arrivals.At);
            if (!_hours.TryGetValue(hour, out var journal))
            {
                _hours[hour] = journal = HourJournal.Of(hour, null);
            }

            journal.Add(arrivals.SignIns, codes);
            journal.Add(arrivals.Denials);
            journal.Add(arrivals.Changes);
            journal.Add(arrivals.Lockouts);
            _identity = IdentityRow.With(_identity, arrivals, codes);
        }
    }
}

/// <summary>What is shown of one non-human identity.</summary>
/// <param name="Findings">Its open findings.</param>
public sealed record IdentityOutcome(IdentitySummary Summary, IReadOnlyList<Finding> Findings, IdentityTimeline Timeline)
{
    /// <summary>The documents of all of them.</summary>
    /// <param name="registered">Whom the registry names, seen or not.</param>
    /// <param name="ofRules">What loaded rules have found.</param>
    public static (FindingsDocument Findings, IdentitiesDocument Identities) Documents(IReadOnlyList<IdentityOutcome> identities, IReadOnlyList<IdentityFacts> registered, IReadOnlyList<Finding> ofRules) =>
        (Detection.Documents.Of(identities.SelectMany(identity => identity.Findings).Concat(ofRules)), Detection.Documents.Of([.. identities.Select(identity => identity.Summary)], registered));
}
