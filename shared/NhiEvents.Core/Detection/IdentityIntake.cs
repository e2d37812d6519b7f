using Microsoft.Extensions.Logging;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Identities;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes events of any kind into the journal of their identity, step by step.</summary>
internal sealed class IdentityIntake(IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, DetectionOptions options, TimeProvider time, ILogger log)
{
    /// <param name="hours">What came for each hour.</param>
    public async Task AddAsync(IdentityAddress address, IReadOnlyList<Arrivals> hours, CancellationToken ct)
    {
        foreach (var arrivals in hours)
        {
            while (!await Race.RunAsync(() => StepAsync(address, arrivals, ct)))
            {
                // More findings or deadlines than one transaction holds.
            }
        }
    }

    private async Task<bool> StepAsync(IdentityAddress address, Arrivals arrivals, CancellationToken ct)
    {
        var found = await identities.FindAsync(address, ct);
        if (found is null && !Classification.For(arrivals.Evidence).IsNonHuman)
        {
            return true;
        }

        var hour = HourRow.HourOf(arrivals.At);
        var step = new IdentityStep(identities, codes, options, address, time.GetUtcNow());
        await step.StageAsync(found, arrivals, [hour.AddHours(-1), hour, hour.AddHours(1)], ct);
        await identities.NoteNamesAsync(found?.Value, step.Identity!, ct);
        await outbox.CommitAsync(step.Changes, ct);
        if (found is null)
        {
            log.IdentitySeen(address.IdentityId);
            await new FactsRefresh(identities, outbox, codes, options, time).CatchUpAsync(address, step.Identity!, ct);
        }

        log.FindingsTurned(step.Turned);
        foreach (var finding in step.Turned)
        {
            Telemetry.FindingTurned(finding);
        }

        return step.IsComplete;
    }
}
