using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What of an hour counts for which finding, and when to look again because it is too early to tell.</summary>
internal sealed record HourVerdict(IReadOnlyList<Contribution> Contributions, IReadOnlyList<DateTimeOffset> LookAgainAt)
{
    /// <summary>How often a code that is ordinary once must go unanswered, with no success in between.</summary>
    private const int Repeated = 3;

    /// <param name="isUser">True for a user object: only those can be challenged.</param>
    public static HourVerdict For(HourWindow window, bool isUser, ErrorCodeTable codes, DateTimeOffset now, VerdictTimes times)
    {
        var sums = new SortedDictionary<string, Contribution>(StringComparer.Ordinal);
        var again = new SortedSet<DateTimeOffset>();
        foreach (var failure in window.Hour.Failures)
        {
            if (CauseOf(failure.Group, isUser, codes) is not { } cause)
            {
                continue;
            }

            var counted = cause.Finding == FindingNumbers.ChallengeDemanded
                ? Unanswered(window, failure, codes.Find(failure.Group.Code)!.OnlyWhenRepeated, now, times, again)
                : [.. failure.Seen];
            if (counted.Count > 0)
            {
                var sum = Sum(window.Hour, failure, counted, cause);
                var hash = cause.Hash();
                sums[hash] = sums.TryGetValue(hash, out var others) ? others.With(sum) : sum;
            }
        }

        return new HourVerdict([.. sums.Values], [.. again]);
    }

    /// <summary>The root cause that a failure speaks of; null when this build raises nothing for it.</summary>
    private static RootCause? CauseOf(FailureGroup failure, bool isUser, ErrorCodeTable codes)
    {
        if (codes.Find(failure.Code) is not { } code)
        {
            return new RootCause(FindingNumbers.UnclassifiedFailure) { Code = failure.Code };
        }

        return (code.Finding, isUser) switch
        {
            (FindingNumbers.ChallengeDemanded, true) => new RootCause(FindingNumbers.ChallengeDemanded) { DemandedBy = failure.DemandedBy, PolicyIds = failure.PolicyIds },
            (FindingNumbers.SecretExpired, false) => new RootCause(FindingNumbers.SecretExpired) { AppId = failure.App, CredentialKeyId = failure.CredentialKeyId },
            _ => null,
        };
    }

    private static List<SeenAt> Unanswered(
        HourWindow window, FailureTimes failure, bool onlyWhenRepeated, DateTimeOffset now, VerdictTimes times, SortedSet<DateTimeOffset> again)
    {
        var (app, resource) = (failure.Group.App, failure.Group.Resource);
        var answerMs = (long)times.AnswerWithin.TotalMilliseconds;
        var open = new List<SeenAt>();
        foreach (var seen in failure.Seen.Where(seen => !window.Succeeded(app, resource, seen.Ms, seen.Ms + answerMs)))
        {
            var decidable = window.Hour.Hour.AddMilliseconds(seen.Ms) + times.AnswerWithin + times.ArrivalAllowance;
            if (now < decidable)
            {
                again.Add(decidable);
            }
            else
            {
                open.Add(seen);
            }
        }

        if (!onlyWhenRepeated || open.Count == 0)
        {
            return open;
        }

        var latestMs = (long)(now - times.AnswerWithin - times.ArrivalAllowance - window.Hour.Hour).TotalMilliseconds;
        var stretches = window.Failures(app, resource, failure.Group.Code)
            .Where(ms => ms <= latestMs && !window.Succeeded(app, resource, ms, ms + answerMs))
            .CountBy(ms => window.Stretch(app, resource, ms))
            .ToDictionary();
        return [.. open.Where(seen => stretches.GetValueOrDefault(window.Stretch(app, resource, seen.Ms)) >= Repeated)];
    }

    private static Contribution Sum(HourJournal hour, FailureTimes failure, List<SeenAt> counted, RootCause cause)
    {
        var detailed = counted.Select(seen => (Seen: seen, Detail: failure.Detail(seen))).ToList();
        var details = detailed.Select(entry => entry.Detail).OfType<FailureDetail>().ToList();
        return new Contribution(
            cause,
            counted.Count,
            hour.Overflow,
            At(hour, counted[0]),
            At(hour, counted[^1]),
            Contribution.Ends(detailed.Where(entry => entry.Detail is not null || details.Count == 0).Select(entry => Event(hour, failure.Group, entry.Seen, entry.Detail))),
            [failure.Group.Code],
            Contribution.Names(details.SelectMany(detail => detail.PolicyNames?.Split('\n') ?? [])),
            Contribution.Names(NamesOr(details.Select(detail => detail.AppName), failure.Group.App)),
            Contribution.Names(NamesOr(details.Select(detail => detail.ResourceName), failure.Group.Resource)));
    }

    private static DateTimeOffset At(HourJournal hour, SeenAt seen) => hour.Hour.AddMilliseconds(seen.Ms);

    private static EvidenceEvent Event(HourJournal hour, FailureGroup group, SeenAt seen, FailureDetail? detail) =>
        new(detail?.Id ?? seen.Key, At(hour, seen), group.Code)
        {
            App = detail?.AppName ?? NullIfEmpty(group.App),
            Resource = detail?.ResourceName ?? NullIfEmpty(group.Resource),
            IpAddress = detail?.IpAddress,
            UserAgent = detail?.UserAgent,
            CorrelationId = detail?.CorrelationId,
        };

    private static IEnumerable<string> NamesOr(IEnumerable<string?> names, string id) => names.Select(name => name ?? id).Where(name => name.Length > 0);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <param name="AnswerWithin">A success on the same path this soon after a challenge answers it.</param>
/// <param name="ArrivalAllowance">How much later than that a row may arrive before a challenge counts as unanswered.</param>
internal sealed record VerdictTimes(TimeSpan AnswerWithin, TimeSpan ArrivalAllowance);
