using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI301 for credentials that somebody added to an application or service principal, and that neither our rotation nor a trusted actor did; and NHI209 for changes to accounts for emergencies.</summary>
/// <remarks>Repeatable, in any order, in any batches: several rows of one change are one finding.</remarks>
public sealed class DetectCredentialChangesHandler(
    IStateStore store, IdentityRepository identities, Outbox outbox, IOptions<DetectionOptions> options, TimeProvider time, ILogger<DetectCredentialChangesHandler> log)
{
    private readonly CredentialAdditionWatch _additions = new(store, identities, outbox, time);
    private readonly BreakGlassWatch _breakGlass = new(store, identities, outbox, time);
    private readonly TrustedActors _trusted = new(options.Value);

    /// <summary>Handles change by change; one that fails does not stop the others.</summary>
    /// <returns>The changes that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedEvents<DirectoryChanged>>> HandleAsync(IReadOnlyList<DirectoryChanged> changes, CancellationToken ct)
    {
        var parts = new PartByPart<DirectoryChanged>(time);
        foreach (var change in changes)
        {
            await parts.HandleAsync([change], () => HandleOneAsync(change, ct), failure => log.ChangeFailed(failure, change.Id), ct);
        }

        try
        {
            await CoverAsync(changes, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.CoverageFailed(failure);
            return [new FailedEvents<DirectoryChanged>(changes, failure)];
        }

        return parts.Failed;
    }

    /// <summary>Handles a change that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome.Final> HandleOneAsync(DirectoryChanged change, CancellationToken ct)
    {
        foreach (var addition in _trusted.Untrusted(change))
        {
            Note(await Race.RunAsync(() => _additions.GrowAsync(addition, ct)));
        }

        foreach (var breakGlass in BreakGlassChange.Of(change, options.Value.BreakGlassIds))
        {
            Note(await Race.RunAsync(() => _breakGlass.GrowAsync(breakGlass, ct)));
        }

        return Outcome.Done;
    }

    private void Note(Finding? fresh)
    {
        if (fresh is not null)
        {
            log.FindingsTurned([fresh]);
            Telemetry.FindingTurned(fresh);
        }
    }

    /// <summary>A row without a time of its own says nothing of when the log came.</summary>
    private Task CoverAsync(IEnumerable<DirectoryChanged> changes, CancellationToken ct) =>
        identities.Coverage.NoteAsync(changes.Where(change => !change.TimeIsArrival).Select(change => new CoveredRow(change.TenantId, LogSource.Audit, change.At, change.Key)), ct);
}
