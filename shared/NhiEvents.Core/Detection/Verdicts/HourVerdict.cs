using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What of an hour counts for which finding, and of which failures it is too early to tell.</summary>
internal sealed record HourVerdict(DateTimeOffset Hour, IReadOnlyList<Contribution> Contributions, IReadOnlyList<TooEarly> TooEarly)
{
    public static HourVerdict For(HourWindow window, VerdictIdentity identity, ErrorCodeTable codes, DateTimeOffset now, VerdictTimes times)
    {
        var sums = new SortedDictionary<string, Contribution>(StringComparer.Ordinal);
        var counting = new Counting(window, identity, codes, now, times);
        foreach (var failure in window.Hour.Failures)
        {
            if (failure.Known(EventCause.Of(failure.Group, identity, window.Hour.Hour, codes)) is { } cause && counting.Of(failure, cause) is { Count: > 0 } counted)
            {
                var sum = Sum(window.Hour, failure, counted, cause);
                var hash = cause.Hash();
                sums[hash] = sums.TryGetValue(hash, out var others) ? others.With(sum) : sum;
            }
        }

        foreach (var broken in HabitVerdict.Of(window, identity, codes, times))
        {
            var hash = broken.Cause.Hash();
            sums[hash] = sums.TryGetValue(hash, out var others) ? others.With(broken) : broken;
        }

        foreach (var sign in window.Hour.Signs)
        {
            var coming = sign.ToContribution();
            sums[coming.Cause.Hash()] = coming;
        }

        return new HourVerdict(window.Hour.Hour, [.. sums.Values], counting.TooEarly);
    }

    /// <param name="counted">Of this group, in order; at least one.</param>
    internal static Contribution Sum(HourJournal hour, FailureTimes failure, List<SeenAt> counted, RootCause cause)
    {
        List<FailureDetail> details = [];
        List<EvidenceEvent> events = [];
        foreach (var seen in counted)
        {
            if (failure.Detail(seen) is { } detail)
            {
                details.Add(detail);
                events.Add(Event(hour, failure.Group, seen, detail));
            }
        }

        if (details.Count == 0)
        {
            events.AddRange(counted.Select(seen => Event(hour, failure.Group, seen, null)));
        }

        return new Contribution(
            cause,
            counted.Count,
            hour.Overflow,
            At(hour, counted[0]),
            At(hour, counted[^1]),
            Contribution.Ends(events),
            [failure.Group.Code],
            details.TrueForAll(detail => detail.PolicyNames == details[0].PolicyNames)
                ? Contribution.Names(details is [{ PolicyNames: { } names }, ..] ? names.Split('\n') : [])
                : Contribution.Names(details.SelectMany(detail => detail.PolicyNames?.Split('\n') ?? [])),
            Contribution.Names(NamesOr(details.Select(detail => detail.AppName), failure.Group.App)),
            Contribution.Names(NamesOr(details.Select(detail => detail.ResourceName), failure.Group.Resource)))
        {
            Says = failure.Group.Says is { } says ? [says] : [],
            Computers = failure.Group.LockedFrom is { Length: > 0 } computer ? [computer] : [],
        };
    }

    internal static DateTimeOffset At(HourJournal hour, SeenAt seen) => hour.Hour.AddMilliseconds(seen.Ms);

    private static EvidenceEvent Event(HourJournal hour, FailureGroup group, SeenAt seen, FailureDetail? detail) =>
        new(detail?.Id ?? seen.Key, At(hour, seen), group.Code)
        {
            App = detail?.AppName ?? NullIfEmpty(group.App),
            Resource = detail?.ResourceName ?? NullIfEmpty(group.Resource),
            IpAddress = detail?.IpAddress,
            UserAgent = detail?.UserAgent,
            CorrelationId = detail?.CorrelationId,
            Computer = detail?.Computer ?? NullIfEmpty(group.LockedFrom ?? ""),
        };

    private static IEnumerable<string> NamesOr(IEnumerable<string?> names, string id) => names.Select(name => name ?? id).Where(name => name.Length > 0);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <param name="AnswerWithin">A success on the same path this soon after a challenge answers it.</param>
/// <param name="ArrivalAllowance">How much later than that a row may arrive before a challenge counts as unanswered.</param>
internal sealed record VerdictTimes(TimeSpan AnswerWithin, TimeSpan ArrivalAllowance)
{
    /// <summary>A sign-in with multi-factor authentication this soon after Azure Resource Manager refused a write shows a person who went on.</summary>
    public TimeSpan MfaWithin { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A new way to a resource this soon after it was refused looks like a way around.</summary>
    public TimeSpan BypassWithin { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A rest this long makes an identity a dormant one.</summary>
    public TimeSpan DormantAfter { get; init; } = TimeSpan.FromDays(100);

    /// <summary>How long a failure is held back because a success could still close it, and that success's row arrive. Zero: nothing closes it.</summary>
    public TimeSpan WaitOf(string finding, bool isUser) => finding switch
    {
        FindingNumbers.ChallengeDemanded or FindingNumbers.TokenEnded or FindingNumbers.LockedOut => AnswerWithin + ArrivalAllowance,
        FindingNumbers.CredentialRejected when isUser => AnswerWithin + ArrivalAllowance,
        FindingNumbers.MandatoryMfaDenied => MfaWithin + ArrivalAllowance,
        _ => TimeSpan.Zero,
    };

    public static VerdictTimes Of(DetectionOptions options) => new(options.AnswerWithin, options.ArrivalAllowance) { BypassWithin = options.BypassWithin, DormantAfter = options.DormantAfter };
}
