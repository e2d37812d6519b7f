using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI209 for a change to an account for emergencies.</summary>
/// <remarks>Repeatable, in any order.</remarks>
internal sealed class BreakGlassWatch(IStateStore store, IdentityRepository identities, Outbox outbox)
{
    private readonly BreakGlassChangeRepository _changes = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <returns>The finding when it is new.</returns>
    public async Task<Finding?> GrowAsync(BreakGlassChangeRow change, CancellationToken ct)
    {
        var found = await _changes.FindAsync(change, ct);
        var row = found?.Value.With(change.Seen[0]) ?? change;
        if (ReferenceEquals(row, found?.Value))
        {
            return null;
        }

        row = row with { Revision = row.Revision + 1 };
        var known = await identities.FindAsync(new IdentityAddress(row.TenantId, row.AccountId), ct) is { } identity ? IdentitySummaries.Of(identity.Value, [], identities.Kinds) : null;
        var finding = BreakGlassChange.Show(row, known, await _facts.FindAsync(row.TenantId, [row.AccountId], ct));
        var changes = new StateChanges(row.TenantId, BreakGlassChangeRepository.Kind, row.AccountId);
        changes.Save(BreakGlassChangeRow.Key(row.AccountId, row.Operation), row, found, DetectionJson.Default.BreakGlassChangeRow);
        changes.Send(Topics.Findings, DetectionMessages.Of(new FindingChanged(row.TenantId, row.Revision, finding)));
        await outbox.CommitAsync(changes, ct);
        return found is null ? finding : null;
    }
}
