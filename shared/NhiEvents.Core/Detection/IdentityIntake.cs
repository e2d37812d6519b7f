using Microsoft.Extensions.Logging;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Identities;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Takes events of any kind into the journal of their identity, step by step.</summary>
internal sealed class IdentityIntake(IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, DetectionOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Handles identity by identity; one that fails does not stop the others.</summary>
    /// <returns>The events that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedEvents<T>>> AddAsync<T>(IntakeOf<T> kind, IEnumerable<T> events, CancellationToken ct)
    {
        var failed = new List<FailedEvents<T>>();
        foreach (var group in events.GroupBy(kind.Address))
        {
            try
            {
                await AddAsync(kind, group.Key, [.. group], ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.IdentityFailed(failure, group.Key.IdentityId);
                failed.Add(new FailedEvents<T>([.. group], failure));
            }
        }

        return failed;
    }

    /// <summary>Handles an event that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome> AddOneAsync<T>(IntakeOf<T> kind, T one, CancellationToken ct)
    {
        await AddAsync(kind, kind.Address(one), [one], ct);
        return Outcome.Done;
    }

    private async Task AddAsync<T>(IntakeOf<T> kind, IdentityAddress address, IReadOnlyList<T> events, CancellationToken ct)
    {
        foreach (var arrivals in Arrivals.Of(kind, events))
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

        await identities.Coverage.NoteAsync(arrivals.SignIns, ct);
        log.FindingsTurned(step.Turned);
        foreach (var finding in step.Turned)
        {
            Telemetry.FindingTurned(finding);
        }

        return step.IsComplete;
    }
}
