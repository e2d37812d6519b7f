using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Profiles;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What an identity's profile says of it as it is now, whatever hour it came from. Pure: a function of the profile and of what the logs covered.</summary>
internal static class StandingVerdict
{
    /// <summary>Jobs whose deadline has passed: what has to be known of the logs before anything is concluded from their silence.</summary>
    public static IReadOnlyList<(JobPath Job, Cadence Cadence)> Overdue(IdentityRow identity, DetectionOptions options, DateTimeOffset now) =>
        [.. Cadences(identity, options).Where(job => job.Cadence.Deadline <= now)];

    /// <summary>The cadences of all jobs that have one.</summary>
    public static IEnumerable<(JobPath Job, Cadence Cadence)> Cadences(IdentityRow identity, DetectionOptions options)
    {
        // Whoever switched the account off knows that its jobs no longer run.
        if (identity.Profile is not { } profile || identity.Facts?.AccountEnabled is false)
        {
            yield break;
        }

        var rules = CadenceRules.Of(options);
        foreach (var job in profile.Jobs.Where(job => job.HasLearned(options.LearnFor)))
        {
            if (Cadence.Of(job, rules) is { } cadence)
            {
                yield return (job, cadence);
            }
        }
    }

    /// <param name="overdue">As <see cref="Overdue"/> gives them.</param>
    public static IReadOnlyList<Contribution> Of(IdentityRow identity, DetectionOptions options, IReadOnlyList<(JobPath Job, Cadence Cadence)> overdue, CoverageMap coverage)
    {
        if (identity.Profile is not { } profile)
        {
            return [];
        }

        if (options.BreakGlassIds.Contains(identity.Id, StringComparer.OrdinalIgnoreCase))
        {
            return [];
        }

        var form = identity.Classification().Form;
        IEnumerable<Contribution> all =
        [
            .. Missed(profile, overdue, options, coverage),
            .. Rise(profile, options),
            .. form is ObjectForm.ManagedIdentity ? NewResources(profile, options) : NewSources(profile, options),
            .. form is ObjectForm.ManagedIdentity ? [] : Shared(profile, options),
        ];
        return [.. all.GroupBy(part => part.Cause.Hash()).Select(parts => Contribution.Sum(parts)!)];
    }

    private static IEnumerable<Contribution> Missed(Profile profile, IReadOnlyList<(JobPath Job, Cadence Cadence)> overdue, DetectionOptions options, CoverageMap coverage) =>
        from one in overdue
        where coverage.IsComplete(LogSources.Of(one.Job.Last.Kind), one.Cadence.From, one.Cadence.Deadline, options.LongestGap)
        let way = profile.Habits.Ways.FirstOrDefault(way => way.App == one.Job.App && way.Resource == one.Job.Resource)
        select One(
            new RootCause(FindingNumbers.MissedRun) { AppId = one.Job.App, ResourceId = one.Job.Resource },
            one.Cadence.Due,
            new EvidenceEvent(one.Job.Last.Id, one.Job.Last.At, one.Job.Last.Code) { App = way?.AppName, Resource = way?.ResourceName },
            way?.AppName ?? one.Job.App,
            way?.ResourceName ?? one.Job.Resource) with { Last = one.Cadence.Deadline };

    private static IEnumerable<Contribution> Rise(Profile profile, DetectionOptions options)
    {
        if (FailureRise.Of(profile.Counts) is { } rise && profile.Habits.HasLearned(rise.Hour, options.LearnFor))
        {
            yield return One(new RootCause(FindingNumbers.FailureRateRise), rise.Hour, null, null, null) with { Count = rise.Failures, LowerBound = true, Last = rise.Hour.AddHours(1) };
        }
    }

    private static IEnumerable<Contribution> NewSources(Profile profile, DetectionOptions options)
    {
        foreach (var source in profile.Places.Sources.Where(source => profile.Habits.HasLearned(source.At, options.LearnFor) && !profile.Places.Knows(Places.Place.PrefixOf(source.IpAddress), source.At)))
        {
            var (network, country) = (profile.Places.IsNewNetwork(source.Network, source.At), profile.Places.IsNewCountry(source.Country, source.At));
            var way = profile.Habits.Ways.FirstOrDefault(way => way.Key == source.Key);
            var novelties = (network ? 1 : 0) + (country ? 1 : 0) + (way is null ? 0 : 1) + (profile.Keys.Any(key => key.At == source.At) ? 1 : 0);
            if ((network || country) && novelties >= (IsCloud(source.Network, options) ? 2 : 1))
            {
                yield return One(
                    new RootCause(FindingNumbers.NewSource) { Origin = source.Network ?? source.Country, Way = novelties > 1 ? "several" : null },
                    source.At,
                    new EvidenceEvent(source.Id, source.At, 0) { IpAddress = source.IpAddress, App = way?.AppName, Resource = way?.ResourceName },
                    way?.AppName,
                    way?.ResourceName);
            }
        }
    }

    private static IEnumerable<Contribution> NewResources(Profile profile, DetectionOptions options) =>
        from way in profile.Habits.Ways
        where profile.Habits.HasLearned(way.At, options.LearnFor) && way.Resource.Length > 0 && !profile.Habits.Ways.Any(other => other.Resource == way.Resource && other.CompareTo(way) < 0)
        select One(
            new RootCause(FindingNumbers.NewSource) { ResourceId = way.Resource },
            way.At,
            new EvidenceEvent(way.Id, way.At, 0) { App = way.AppName, Resource = way.ResourceName },
            null,
            way.ResourceName ?? way.Resource);

    /// <summary>Two jobs with nothing in common but the identity, over the same weeks: another network, another resource, another client or credential.</summary>
    private static IEnumerable<Contribution> Shared(Profile profile, DetectionOptions options)
    {
        foreach (var second in profile.Jobs.Where(job => IsOneUser(job) && profile.Habits.HasLearned(job.First, options.LearnFor)))
        {
            var first = profile.Jobs.FirstOrDefault(job => IsOneUser(job) && job.First < second.First && job.Resource != second.Resource && job.Network != second.Network
                && (job.App != second.App || (job.Credential is not null && second.Credential is not null && job.Credential != second.Credential)) && DaysTogether(job, second) >= options.SharedDays);
            if (first is not null)
            {
                var ways = profile.Habits.Ways.Where(way => (way.App == first.App && way.Resource == first.Resource) || (way.App == second.App && way.Resource == second.Resource)).ToList();
                yield return One(new RootCause(FindingNumbers.SharedIdentity), second.First, null, null, null) with
                {
                    Events = Contribution.Ends(ways.Select(way => new EvidenceEvent(way.Id, way.At, 0) { App = way.AppName, Resource = way.ResourceName, IpAddress = way.IpAddress })),
                    Apps = Contribution.Names(ways.Select(way => way.AppName ?? way.App)),
                    Resources = Contribution.Names(ways.Select(way => way.ResourceName ?? way.Resource)),
                };
                yield break;
            }
        }
    }

    private static bool IsOneUser(JobPath job) => job.Network is not (null or JobPath.Several) && job.Credential != JobPath.Several;

    /// <summary>How many days each has within the time in which both were in use: the smaller number.</summary>
    private static int DaysTogether(JobPath one, JobPath other)
    {
        var a = one.FirstOfDays();
        var b = other.FirstOfDays();
        if (a.Length == 0 || b.Length == 0)
        {
            return 0;
        }

        var (from, until) = (Math.Max(a[0], b[0]), Math.Min(a[^1], b[^1]));
        return Math.Min(Between(a), Between(b));

        int Between(ReadOnlySpan<int> days)
        {
            var count = 0;
            foreach (var day in days)
            {
                count += day >= from && day <= until ? 1 : 0;
            }

            return count;
        }
    }

    private static bool IsCloud(string? network, DetectionOptions options) =>
        network is not null && int.TryParse(network.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out var number) && options.CloudNetworks.Contains(number);

    private static Contribution One(RootCause cause, DateTimeOffset at, EvidenceEvent? seen, string? app, string? resource) =>
        new(cause, 1, false, at, at, seen is null ? [] : [seen], seen is { Code: not 0 } ? [seen.Code] : [], [], app is { Length: > 0 } ? [app] : [], resource is { Length: > 0 } ? [resource] : []);
}
