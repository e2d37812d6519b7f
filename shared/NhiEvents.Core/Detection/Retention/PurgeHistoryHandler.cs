using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>Ends what is kept of the past: events after <see cref="DetectionOptions.KeepEvents"/>, findings after <see cref="DetectionOptions.KeepFindings"/>. Called by a timer every hour; repeatable.</summary>
/// <remarks>It reads whole partitions, so each hour of the day takes its share of them.</remarks>
public sealed class PurgeHistoryHandler(
    IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, KindTable kinds, IOptions<DetectionOptions> options, TimeProvider time, ILogger<PurgeHistoryHandler> log)
{
    /// <returns>How many rows of hours went, or lost their events.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var (purged, now) = (0, time.GetUtcNow());
        var times = RetentionTimes.At(now, options.Value);
        foreach (var tenant in await identities.ReadTenantsAsync(ct))
        {
            foreach (var partition in Partition.OfHour(tenant, IdentityRepository.Kind, now.Hour))
            {
                await foreach (var address in identities.ReadOlderAsync(partition, times.SpentBefore, ct))
                {
                    purged += await PurgeAsync(address, times, ct);
                }
            }
        }

        return purged;
    }

    private async Task<int> PurgeAsync(IdentityAddress address, RetentionTimes times, CancellationToken ct)
    {
        for (var purged = 0; ;)
        {
            var hours = await identities.ReadOlderHoursAsync(address, times.SpentBefore, times.Concerns, RetentionStep.MaxHours, ct);
            if (hours.Count == 0 || await identities.FindAsync(address, ct) is not { } found)
            {
                return purged;
            }

            var step = new RetentionStep(identities, codes, address, time.GetUtcNow());
            await step.StageAsync(found, hours, times, options.Value, kinds, ct);
            try
            {
                await outbox.CommitAsync(step.Changes, ct);
            }
            catch (StaleStateException)
            {
                return purged; // events came just now: tomorrow
            }

            log.FindingsTurned(step.Turned);
            purged += hours.Count;
        }
    }
}
