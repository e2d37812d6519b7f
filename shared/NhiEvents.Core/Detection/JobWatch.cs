using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>Looks after an identity's jobs within a step: what its profile says now, and when to look again.</summary>
/// <param name="now">When the step is decided.</param>
internal sealed class JobWatch(CoverageRepository coverage, DetectionOptions options, IdentityAddress address, DateTimeOffset now)
{
    /// <summary>Jobs that fewer days are known of have no cadence by days.</summary>
    private const int FewestDays = 4;

    /// <summary>While no cadence is known: how often it is looked for.</summary>
    private static readonly TimeSpan Learning = TimeSpan.FromHours(12);

    /// <summary>Logs can be late, by hours as a rule and by weeks when somebody sends an archive: how long after a deadline its time is looked at once more, until it is known to be complete.</summary>
    private static readonly TimeSpan[] Later =
        [TimeSpan.Zero, TimeSpan.FromHours(6), TimeSpan.FromHours(26), TimeSpan.FromDays(3), TimeSpan.FromDays(8), TimeSpan.FromDays(20), TimeSpan.FromDays(60), TimeSpan.FromDays(200), TimeSpan.FromDays(400)];

    private static readonly TimeSpan[] OnceMore = [TimeSpan.FromHours(SourceHabit.Window + 2)];

    /// <summary>What the profile contributes to findings.</summary>
    /// <param name="isOnlyLooking">No events came. With events, a run that was missed before can only have come back.</param>
    public async Task<IReadOnlyList<Contribution>> StandAsync(IdentityRow? before, IdentityRow identity, bool isOnlyLooking, CancellationToken ct)
    {
        var overdue = isOnlyLooking || before?.Standing?.Any(part => part.Cause.Finding == FindingNumbers.MissedRun) is true ? StandingVerdict.Overdue(identity, options, now) : [];
        if (overdue.Count == 0)
        {
            return StandingVerdict.Of(identity, options, [], CoverageMap.Nothing);
        }

        var covered = await coverage.ReadAsync(address.TenantId, overdue.Select(job => (job.Cadence.From, job.Cadence.Deadline)), ct);
        var lapses = (await coverage.ReadSourcesAsync(address.TenantId, ct)).ToDictionary(status => status.Value.Source, status => status.Value);
        return StandingVerdict.Of(identity, options, [.. overdue.Where(job => lapses.GetValueOrDefault(LogSources.Of(job.Job.Last.Kind))?.Touches(job.Cadence.From, job.Cadence.Deadline) is not true)], covered);
    }

    /// <summary>When a message should be on its way to look at the jobs again; null for never, until events come.</summary>
    /// <param name="standing">What <see cref="StandAsync"/> gave: a job that is missed already needs no further look.</param>
    public DateTimeOffset? NextLook(IdentityRow identity, IReadOnlyList<Contribution> standing, bool isOnlyLooking)
    {
        if (identity.JobsDueAt is { } waiting && now < waiting)
        {
            return waiting;
        }

        if (!isOnlyLooking)
        {
            return identity.JobsDueAt is null && identity.Profile is { } profile
                && profile.Jobs.Any(job => job.FirstOfDays().Length >= FewestDays && job.HasLearned(options.LearnFor)) ? now + Learning : identity.JobsDueAt;
        }

        // What is missed is looked at once more: that a log brought too little is known some hours later, and takes it back.
        var missed = standing.Where(part => part.Cause.Finding == FindingNumbers.MissedRun).Select(part => (part.Cause.AppId, part.Cause.ResourceId)).ToHashSet();
        var times = StandingVerdict.Cadences(identity, options).SelectMany(job => (missed.Contains((job.Job.App, job.Job.Resource)) ? OnceMore : Later).Select(later => job.Cadence.Deadline + options.ArrivalAllowance + later)).Where(time => time > now).ToList();
        return times.Count > 0 ? times.Min() : null;
    }
}
