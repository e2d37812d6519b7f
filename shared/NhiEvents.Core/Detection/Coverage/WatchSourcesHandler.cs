using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>Looks whether each log still brings rows: raises NHI408 when one has gone silent, and tells whoever concludes from silence, or shows how the logs stand.</summary>
/// <remarks>Repeatable. A log is watched once two weeks' worth of it says how long it rests; a canary makes that short.</remarks>
public sealed class WatchSourcesHandler(IdentityRepository identities, Outbox outbox, IOptions<DetectionOptions> options, TimeProvider time, ILogger<WatchSourcesHandler> log)
{
    private static readonly TimeSpan LearnAgain = TimeSpan.FromDays(1);

    private readonly CoverageRepository _coverage = identities.Coverage;
    private readonly SilenceRules _rules = SilenceRules.Of(options.Value);

    public async Task HandleAsync(CancellationToken ct)
    {
        foreach (var tenant in await _coverage.ReadTenantsAsync(ct))
        {
            await Race.RunAsync(() => WatchAsync(tenant, ct));
        }
    }

    private async Task<bool> WatchAsync(string tenantId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = (await _coverage.ReadSourcesAsync(tenantId, ct)).ToDictionary(status => status.Value.Source);
        var isDue = known.Count == 0 || known.Values.Any(status => now - status.Value.HabitAt >= LearnAgain);
        var from = known.Values.Select(status => status.Value.Open?.From ?? now).Append(now - (isDue ? SourceHabit.Reach : LearnAgain)).Min();
        var map = await _coverage.ReadAsync(tenantId, from, now, ct);
        var changes = new StateChanges(tenantId, CoverageRepository.Kind, CoverageRepository.Aggregate);
        var turned = new List<Finding>();
        var standings = new List<SourceStanding>();
        foreach (var source in LogSources.All)
        {
            var found = known.GetValueOrDefault(source);
            if ((found?.Value ?? First(source, map, now)) is not { } before)
            {
                continue;
            }

            var next = SilenceDecision.For(isDue ? Learned(before, map, now) : before, map, _rules, now);
            if (!ReferenceEquals(next, found?.Value))
            {
                changes.Save(CoverageRepository.KeyOf(next), next, found, DetectionJson.Default.SourceStatus);
            }

            if (next.Revision != before.Revision)
            {
                turned.AddRange(Announce(changes, tenantId, before, next, now));
            }

            standings.Add(StandingOf(next, map, now));
        }

        if (standings.Count > 0)
        {
            changes.Send(Topics.Changes, DetectionMessages.Of(new SourcesTold(tenantId, now, standings)));
        }

        await outbox.CommitAsync(changes, ct);
        log.FindingsTurned(turned);
        return true;
    }

    private static SourceStatus? First(LogSource source, CoverageMap map, DateTimeOffset now) =>
        map.LastHeard(source, now - SourceHabit.Reach, now) is { } last ? new SourceStatus(source, last) : null;

    /// <summary>While a log is silent its habit stays what it was: silence is not learned from.</summary>
    private SourceStatus Learned(SourceStatus status, CoverageMap map, DateTimeOffset now) => status.Open is not null ? status with { HabitAt = now } : status with
    {
        LastHeard = map.LastHeard(status.Source, status.LastHeard, now) ?? status.LastHeard,
        Habit = SourceHabit.Of(map, status.Source, now, _rules.LongestRest, status.Lapses),
        HabitAt = now,
    };

    private static SourceStanding StandingOf(SourceStatus status, CoverageMap map, DateTimeOffset now) => new(status.Source, map.LastHeard(status.Source, status.LastHeard, now) ?? status.LastHeard)
    {
        SilentSince = status.Open?.From,
        Came = status.Open?.Short?.Came,
        Least = status.Open?.Short?.Least,
        LongestRest = status.Habit?.LongestGap,
    };

    private static IEnumerable<Finding> Announce(StateChanges changes, string tenantId, SourceStatus before, SourceStatus next, DateTimeOffset now)
    {
        if (next.Lapses is not [.., var lapse])
        {
            yield break;
        }

        changes.Send(Topics.Changes, DetectionMessages.Of(new SourceLapsed(tenantId, next.Source, lapse.From, next.Revision) { Until = lapse.Until }));
        var isOpen = next.Open is not null;
        if (isOpen != before.Open is not null)
        {
            var finding = SourceSilent.Show(tenantId, next, lapse, now, isOpen ? FindingState.Open : FindingState.Withdrawn);
            changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(tenantId, next.Revision, finding)));
            yield return finding;
        }
    }
}
