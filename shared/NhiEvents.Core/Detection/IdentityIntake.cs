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
    /// <summary>Identities that are decided side by side: the store's answers overlap, on one thread. Who changes one meanwhile only makes it be decided again.</summary>
    private const int SideBySide = 16;

    /// <summary>Decides several identities at a time, and writes one after the other in their order; one that fails does not stop the others.</summary>
    /// <returns>The events that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedEvents<T>>> AddAsync<T>(IntakeOf<T> kind, IEnumerable<T> events, CancellationToken ct)
    {
        var (parts, taken) = (new PartByPart<T>(time), new List<SignIn>());
        foreach (var groups in events.GroupBy(kind.Address).Select(group => new Group<T>(group.Key, [.. group], Arrivals.Of(kind, [.. group]))).Chunk(SideBySide))
        {
            var ahead = parts.IsTimeUp ? new Staged?[groups.Length] : await StageAheadAsync(groups, ct);
            foreach (var (group, staged) in groups.Zip(ahead))
            {
                await parts.HandleAsync(group.Events, () => AddAsync(group, staged, taken, ct), failure => log.IdentityFailed(failure, group.Address.IdentityId), ct);
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

        return parts.Failed;
    }

    /// <summary>Handles an event that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome.Final> AddOneAsync<T>(IntakeOf<T> kind, T one, CancellationToken ct)
    {
        var taken = new List<SignIn>();
        await AddAsync(new Group<T>(kind.Address(one), [one], Arrivals.Of(kind, [one])), null, taken, ct);
        await CoverAsync(taken, ct);
        return Outcome.Done;
    }

    /// <summary>Notes the rows once they are taken in: whoever sees them noted sees them counted.</summary>
    private Task CoverAsync(IEnumerable<SignIn> taken, CancellationToken ct) =>
        identities.Coverage.NoteAsync(taken.Select(row => new CoveredRow(row.TenantId, LogSources.Of(row.Kind), row.At, row.Key)), ct);

    /// <summary>The first step of each, or null where staging it failed: when its turn comes, it is staged again, and fails then.</summary>
    private async Task<Staged?[]> StageAheadAsync<T>(Group<T>[] groups, CancellationToken ct) =>
        groups.Length == 1 ? [null] : await Task.WhenAll(groups.Select(async group =>
        {
            try
            {
                return await StageAsync(group.Address, group.Hours[0], ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                return null;
            }
        }));

    /// <param name="ahead">The first step, when it is staged already.</param>
    private async Task AddAsync<T>(Group<T> group, Staged? ahead, List<SignIn> taken, CancellationToken ct)
    {
        foreach (var arrivals in group.Hours)
        {
            while (!await Race.RunAsync(async () =>
            {
                var staged = ahead ?? await StageAsync(group.Address, arrivals, ct);
                ahead = null; // staged once more after a lost race
                return await CommitAsync(group.Address, staged, arrivals, taken, ct);
            }))
            {
                // More findings or deadlines than one transaction holds.
            }
        }
    }

    private async Task<Staged> StageAsync(IdentityAddress address, Arrivals arrivals, CancellationToken ct)
    {
        var found = await identities.FindAsync(address, ct);
        if (found is null && !Classification.For(arrivals.Evidence).IsNonHuman)
        {
            return Staged.Nothing;
        }

        var hour = HourRow.HourOf(arrivals.At);
        if (found?.Value.IsClosed(hour) is true)
        {
            return Staged.Nothing; // a copy of what was counted long ago, or much too late
        }

        var step = new IdentityStep(identities, codes, options, address, time.GetUtcNow());
        await step.StageAsync(found, arrivals, [hour.AddHours(-1), hour, hour.AddHours(1)], ct);
        return new Staged(found, step);
    }

    /// <returns>False when another step is needed.</returns>
    private async Task<bool> CommitAsync(IdentityAddress address, Staged staged, Arrivals arrivals, List<SignIn> taken, CancellationToken ct)
    {
        if (staged is not { Step: { } step, Found: var found })
        {
            return true;
        }

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

    /// <summary>The events of one identity, also hour by hour.</summary>
    private sealed record Group<T>(IdentityAddress Address, IReadOnlyList<T> Events, IReadOnlyList<Arrivals> Hours);

    /// <param name="Found">The identity's row that the step begins with; null for a new one.</param>
    /// <param name="Step">Null: there is nothing to do.</param>
    private sealed record Staged(Versioned<IdentityRow>? Found, IdentityStep? Step)
    {
        public static Staged Nothing { get; } = new(null, null);
    }
}
