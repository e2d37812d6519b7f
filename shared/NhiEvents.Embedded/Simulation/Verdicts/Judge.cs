using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Truths;

namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>What the system said, and when.</summary>
internal sealed record Announcement(DateTimeOffset At, Finding Finding)
{
    /// <summary>As it is kept to the end of the run: without the log rows and remedies, which are most of a finding and judged by nobody.</summary>
    public static Announcement Of(DateTimeOffset at, Finding finding) => new(at, finding with { Evidence = finding.Evidence with { Events = [] }, Remedies = [] });
}

/// <summary>Compares what was broken with what was said. Pure.</summary>
/// <param name="people">Object ids of persons.</param>
/// <param name="arrivalOf">When a log record was in the event hub.</param>
/// <param name="clockSkew">By how much times in records may be off.</param>
internal sealed class Judge(IReadOnlyList<Truth> truths, IReadOnlyList<Announcement> said, IReadOnlySet<string> people, Func<string, DateTimeOffset?> arrivalOf, TimeSpan clockSkew)
{
    /// <summary>Findings tell milliseconds apart, the simulated clock less.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    private readonly TimeSpan _tolerance = clockSkew + Rounding;

    private readonly ILookup<(string Identity, string Finding), Announcement> _said = said.ToLookup(one => (one.Finding.Identity.Id, one.Finding.FindingType));

    /// <summary>When the tenant's logs were lost on their way.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset Until)> LostLogs { get; init; } = [];

    /// <summary>How long after the first failed attempt a finding is not said by rule.</summary>
    public Func<Finding, TimeSpan> WaitOf { get; init; } = _ => TimeSpan.Zero;

    public VerdictDocument Verdict(SimulatedRun run, Promises promises, ExceptionsVerdict? exceptions = null, RotationsVerdict? rotations = null)
    {
        var judged = new SortedDictionary<string, FindingVerdict>(StringComparer.Ordinal);
        foreach (var finding in truths.Select(truth => truth.Finding).Concat(said.Select(one => one.Finding.FindingType)).Concat(promises.Findings.Keys).Distinct())
        {
            judged[finding] = Of(finding);
        }

        var onPeople = said.Where(one => people.Contains(one.Finding.Identity.Id)).Select(one => one.Finding.Id).Distinct().Count();
        var broken = judged.SelectMany(one => Broken(one.Key, one.Value, promises.Findings.GetValueOrDefault(one.Key) ?? promises.EveryFinding)).ToList();
        if (onPeople > promises.MostOnPeople)
        {
            broken.Add($"{onPeople} finding(s) on persons; promised are at most {promises.MostOnPeople}.");
        }

        broken.AddRange(exceptions is null ? [] : Broken(exceptions, promises.Exceptions ?? new ExceptionPromise()));
        broken.AddRange(rotations is null ? [] : Broken(rotations, promises.Rotations ?? new RotationPromise()));
        return new VerdictDocument(1, run, judged, new PeopleVerdict(people.Count, onPeople), broken, broken.Count == 0) { Exceptions = exceptions, Rotations = rotations };
    }

    /// <summary>When the system first said it; null: never.</summary>
    private Announcement? Finding(Truth truth) => _said[(truth.IdentityId, truth.Finding)].Concat(truth.RegistrationId is { } other ? _said[(other, truth.Finding)] : []).OrderBy(one => one.At)
        .FirstOrDefault(one => one.Finding.State is FindingState.Open && one.At >= truth.From && one.Finding.LastSeen >= truth.From - _tolerance);

    private FindingVerdict Of(string finding)
    {
        var all = truths.Where(truth => truth.Finding == finding).Select(truth => (Truth: truth, Said: Finding(truth))).ToList();
        var found = all.Where(one => one.Said is not null).ToList();
        var wrong = said.Where(one => one.Finding.FindingType == finding).GroupBy(one => one.Finding.Id)
            .Where(group => group.Any(one => one.Finding.State is FindingState.Open) && !group.Any(one => IsTrue(one.Finding)))
            .Select(group => group.Last().Finding)
            .ToList();
        var timed = found.Select(one => (one.Truth, Said: one.Said!, Arrived: arrivalOf(one.Truth.FirstRecord))).ToList();
        var shares = timed.Where(one => one.Arrived <= one.Said.At).Select(one => Shares(one.Truth, one.Said, one.Arrived!.Value)).ToList();
        return new FindingVerdict(all.Count, found.Count, wrong.Count(one => one.State is FindingState.Open), wrong.Count(one => one.State is FindingState.Withdrawn))
        {
            SecondsToFinding = Quantiles.Of(timed.Select(one => one.Said.At - one.Truth.From)),
            SecondsUpstream = Quantiles.Of(shares.Select(one => one.Upstream)),
            SecondsByRule = Quantiles.Of(shares.Select(one => one.ByRule)),
            SecondsOwn = Quantiles.Of(shares.Select(one => one.Own)),
            Missed = [.. all.Where(one => one.Said is null).Select(one => new MissedTruth(one.Truth.IdentityId, one.Truth.Name, one.Truth.Why, one.Truth.From) { Until = one.Truth.Until })],
            FalseFindings = [.. wrong.Select(one => new FalseFinding(one.Id, one.Identity.Id, one.Identity.DisplayName, people.Contains(one.Identity.Id), one.FirstSeen))],
        };
    }

    /// <summary>Whose time it was from the first failed attempt to the finding.</summary>
    /// <remarks>A finding that came before its rule's wait was over rests on something else, and did not wait for it.</remarks>
    private (TimeSpan Upstream, TimeSpan ByRule, TimeSpan Own) Shares(Truth truth, Announcement said, DateTimeOffset arrived)
    {
        var over = truth.From + WaitOf(said.Finding);
        var ready = over > arrived && over <= said.At + _tolerance ? over : arrived;
        return (arrived - truth.From, ready - arrived, ready < said.At ? said.At - ready : TimeSpan.Zero);
    }

    private bool IsTrue(Finding finding) => truths.Any(truth =>
        truth.IsAbout(finding.Identity.Id)
        && truth.Finding == finding.FindingType
        && truth.From - _tolerance <= finding.LastSeen
        && (truth.Until is not { } until || finding.FirstSeen <= until + _tolerance))
        || (finding.FindingType == ExpectedFinding.OfLostLogs && LostLogs.Any(lost => finding.FirstSeen <= lost.Until && lost.From <= finding.LastSeen));

    private static IEnumerable<string> Broken(ExceptionsVerdict verdict, ExceptionPromise promise)
    {
        (string What, int Was, bool Kept, int Promised)[] all =
        [
            ("granted", verdict.Granted, verdict.Granted >= promise.LeastGranted, promise.LeastGranted),
            ("ended", verdict.Ended, verdict.Ended >= promise.LeastEnded, promise.LeastEnded),
            ("outlived", verdict.Outlived, verdict.Outlived == 0, 0),
            ("made by hand", verdict.Shadows, verdict.Shadows >= promise.LeastShadows, promise.LeastShadows),
            ("made by hand and found", verdict.ShadowsFound, verdict.ShadowsFound == verdict.Shadows, verdict.Shadows),
            ("found with their author", verdict.ShadowsWithAuthor, verdict.ShadowsWithAuthor == verdict.Shadows, verdict.Shadows),
            ("granted to attacked identities", verdict.GrantedToAttacked, verdict.GrantedToAttacked == 0, 0),
            ("refused", verdict.Refused, verdict.Refused >= promise.LeastRefused, promise.LeastRefused),
            ("under which a broken job worked", verdict.Worked, verdict.Worked >= promise.LeastWorked, promise.LeastWorked),
        ];
        return all.Where(one => !one.Kept).Select(one => string.Create(CultureInfo.InvariantCulture, $"Exceptions {one.What}: {one.Was}; promised are {one.Promised}."));
    }

    private static IEnumerable<string> Broken(RotationsVerdict verdict, RotationPromise promise)
    {
        (string What, int Was, bool Kept, int Promised)[] all =
        [
            ("replaced in the vault", verdict.Replaced, verdict.Replaced >= promise.LeastReplaced, promise.LeastReplaced),
            ("old credentials removed on evidence", verdict.Retired, verdict.Retired >= promise.LeastRetired, promise.LeastRetired),
            ("given up or held", verdict.Abandoned + verdict.Held, verdict.Abandoned + verdict.Held <= promise.MostGivenUp, promise.MostGivenUp),
            ("given up without a reason", verdict.Unexplained, verdict.Unexplained == 0, 0),
            ("failed sign-ins", verdict.FailedSignIns, verdict.FailedSignIns == 0, 0),
            ("used keys removed", verdict.UsedKeysRetired, verdict.UsedKeysRetired == 0, 0),
            ("secrets ended before they were replaced", verdict.ExpiredUnrotated, verdict.ExpiredUnrotated == 0, 0),
            ("credentials that nobody has", verdict.Orphaned, verdict.Orphaned == 0, 0),
            ("credentials replaced twice or too early", verdict.Repeated, verdict.Repeated == 0, 0),
        ];
        return all.Where(one => !one.Kept).Select(one => string.Create(CultureInfo.InvariantCulture, $"Rotations, {one.What}: {one.Was}; promised are {one.Promised}."));
    }

    private static IEnumerable<string> Broken(string finding, FindingVerdict verdict, FindingPromise promise)
    {
        if (verdict.Truths < promise.LeastTruths)
        {
            yield return Invariant($"{finding}: {verdict.Truths} truth(s); the scenario needs at least {promise.LeastTruths} to show anything. Give the company more identities or days, or another seed.");
        }

        if (verdict.Found < promise.LeastRecall * verdict.Truths)
        {
            yield return Invariant($"{finding}: {verdict.Found} of {verdict.Truths} found; promised are {promise.LeastRecall:P0}.");
        }

        if (verdict.False > promise.MostFalse)
        {
            yield return Invariant($"{finding}: {verdict.False} false finding(s); promised are at most {promise.MostFalse}.");
        }

        if (verdict.Withdrawn > promise.MostWithdrawn)
        {
            yield return Invariant($"{finding}: {verdict.Withdrawn} finding(s) raised too early and withdrawn; promised are at most {promise.MostWithdrawn}.");
        }

        if (promise.MostSecondsP95 is { } most && verdict.SecondsToFinding?.P95 > most)
        {
            yield return Invariant($"{finding}: 95 of 100 found within {verdict.SecondsToFinding.P95} s; promised are {most} s.");
        }

        static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
