using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Coverage;
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
        var (failed, taken) = (new List<FailedEvents<T>>(), new List<SignIn>());
        foreach (var group in events.GroupBy(kind.Address))
        {
            try
            {
                await AddAsync(kind, group.Key, [.. group], taken, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.IdentityFailed(failure, group.Key.IdentityId);
                failed.Add(new FailedEvents<T>([.. group], failure));
            }
        }

        try
        {
            await CoverAsync(taken, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // Taken in, but not noted as arrived: all of it comes again, and what is known already changes nothing.
            log.CoverageFailed(failure);
            return [new FailedEvents<T>([.. events], failure)];
        }

        return failed;
    }

    /// <summary>Handles an event that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome.Final> AddOneAsync<T>(IntakeOf<T> kind, T one, CancellationToken ct)
    {
        var taken = new List<SignIn>();
        await AddAsync(kind, kind.Address(one), [one], taken, ct);
        await CoverAsync(taken, ct);
        return Outcome.Done;
    }

    /// <summary>Notes the rows once they are taken in: whoever sees them noted sees them counted.</summary>
    private Task CoverAsync(IEnumerable<SignIn> taken, CancellationToken ct) =>
        identities.Coverage.NoteAsync(taken.Select(row => new CoveredRow(row.TenantId, LogSources.Of(row.Kind), row.At, row.Key)), ct);

    private async Task AddAsync<T>(IntakeOf<T> kind, IdentityAddress address, IReadOnlyList<T> events, List<SignIn> taken, CancellationToken ct)
    {
        foreach (var arrivals in Arrivals.Of(kind, events))
        {
            while (!await Race.RunAsync(() => StepAsync(address, arrivals, taken, ct)))
            {
                // More findings or deadlines than one transaction holds.
            }
        }
    }

    private async Task<bool> StepAsync(IdentityAddress address, Arrivals arrivals, List<SignIn> taken, CancellationToken ct)
    {
        var found = await identities.FindAsync(address, ct);
        if (found is null && !Classification.For(arrivals.Evidence).IsNonHuman)
        {
            return true;
        }

        var hour = HourRow.HourOf(arrivals.At);
        if (found?.Value.IsClosed(hour) is true)
        {
            return true; // a copy of what was counted long ago, or much too late
        }

        var step = new IdentityStep(identities, codes, options, address, time.GetUtcNow());
        await step.StageAsync(found, arrivals, [hour.AddHours(-1), hour, hour.AddHours(1)], ct);
        await identities.NoteNamesAsync(found?.Value, step.Identity!, ct);
        await outbox.CommitAsync(step.Changes, ct);
        if (found is null)
        {
            log.IdentitySeen(address.IdentityId);
            await new FactsRefresh(identities, outbox, codes, options, time).CatchUpAsync(address, step.Identity!, ct);
        }

        taken.AddRange(arrivals.SignIns);
        log.FindingsTurned(step.Turned);
        foreach (var finding in step.Turned)
        {
            Telemetry.FindingTurned(finding);
        }

        return step.IsComplete;
    }
}
