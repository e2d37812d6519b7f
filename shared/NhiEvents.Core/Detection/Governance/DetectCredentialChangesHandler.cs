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
    IStateStore store, CredentialAdditionRepository additions, IdentityRepository identities, Outbox outbox, IOptions<DetectionOptions> options, ILogger<DetectCredentialChangesHandler> log)
{
    private readonly FactsRepository _facts = new(store);
    private readonly BreakGlassWatch _breakGlass = new(store, identities, outbox);
    private readonly TrustedActors _trusted = new(options.Value);

    /// <summary>Handles change by change; one that fails does not stop the others.</summary>
    /// <returns>The changes that failed, with the reason; empty when all is done.</returns>
    public async Task<IReadOnlyList<FailedEvents<DirectoryChanged>>> HandleAsync(IReadOnlyList<DirectoryChanged> changes, CancellationToken ct)
    {
        var failed = new List<FailedEvents<DirectoryChanged>>();
        foreach (var change in changes)
        {
            try
            {
                await HandleOneAsync(change, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                log.ChangeFailed(failure, change.Id);
                failed.Add(new FailedEvents<DirectoryChanged>([change], failure));
            }
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

        return failed;
    }

    /// <summary>Handles a change that failed in its batch; what fails again is thrown, so that it is delivered again.</summary>
    public async Task<Outcome> HandleOneAsync(DirectoryChanged change, CancellationToken ct)
    {
        foreach (var addition in _trusted.Untrusted(change))
        {
            await Race.RunAsync(() => GrowAsync(addition, ct));
        }

        foreach (var breakGlass in BreakGlassChange.Of(change, options.Value.BreakGlassIds))
        {
            if (await Race.RunAsync(() => _breakGlass.GrowAsync(breakGlass, ct)) is { } fresh)
            {
                log.FindingsTurned([fresh]);
                Telemetry.FindingTurned(fresh);
            }
        }

        return Outcome.Done;
    }

    /// <summary>A row without a time of its own says nothing of when the log came.</summary>
    private Task CoverAsync(IEnumerable<DirectoryChanged> changes, CancellationToken ct) =>
        identities.Coverage.NoteAsync(changes.Where(change => !change.TimeIsArrival).Select(change => new CoveredRow(change.TenantId, LogSource.Audit, change.At, change.Key)), ct);

    private async Task<bool> GrowAsync(CredentialAddition addition, CancellationToken ct)
    {
        var found = await additions.FindAsync(addition, ct);
        var before = found?.Value ?? CredentialAdditionRow.New(addition);
        var row = before.With(addition);
        if (ReferenceEquals(row, before))
        {
            return true;
        }

        row = row with { Revision = before.Revision + 1 };
        var identity = await IdentityOfAsync(row, ct);
        var finding = CredentialAdditionText.Show(row, identity, await _facts.FindAsync(row.TenantId, IdentitiesByName.NamesOf(row, identity), ct));
        var changes = new StateChanges(row.TenantId, CredentialAdditionRepository.Kind, row.ObjectId);
        changes.Save(CredentialAdditionRow.Key(row.ObjectId, row.Cause), row, found, DetectionJson.Default.CredentialAdditionRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        await outbox.CommitAsync(changes, ct);
        if (found is null)
        {
            log.FindingsTurned([finding]);
            Telemetry.FindingTurned(finding);
        }

        return true;
    }

    private async Task<IdentitySummary?> IdentityOfAsync(CredentialAdditionRow row, CancellationToken ct)
    {
        List<string> ids = [row.ObjectId];
        foreach (var app in row.Seen.Select(seen => seen.AppId).OfType<string>().Distinct())
        {
            ids.AddRange(await _facts.IdentitiesNamedAsync(row.TenantId, app, ct));
        }

        foreach (var id in ids)
        {
            if (await identities.FindAsync(new IdentityAddress(row.TenantId, id), ct) is { } found)
            {
                return IdentitySummaries.Of(found.Value, [], identities.Kinds);
            }
        }

        return null;
    }
}
