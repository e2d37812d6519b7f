using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI209 for a change to an account for emergencies.</summary>
/// <remarks>Repeatable, in any order.</remarks>
internal sealed class BreakGlassWatch(IStateStore store, IdentityRepository identities, Outbox outbox, TimeProvider time)
    : AuditedChangeWatch<BreakGlassChangeRow>(BreakGlassChangeRepository.Kind, DetectionJson.Default.BreakGlassChangeRow, outbox, time)
{
    private readonly BreakGlassChangeRepository _changes = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <returns>The finding when it is new.</returns>
    public async Task<Finding?> GrowAsync(BreakGlassChangeRow change, CancellationToken ct)
    {
        var found = await _changes.FindAsync(change, ct);
        var row = found?.Value.With(change.Seen[0]) ?? change;
        return ReferenceEquals(row, found?.Value) ? null : await SaveAsync(row, found, ct);
    }

    protected override async Task<Finding> ShowAsync(BreakGlassChangeRow row, CancellationToken ct)
    {
        var known = await identities.FindAsync(new IdentityAddress(row.TenantId, row.AccountId), ct) is { } identity ? IdentitySummaries.Of(identity.Value, [], identities.Kinds) : null;
        return BreakGlassChange.Show(row, known, await _facts.FindAsync(row.TenantId, [row.AccountId], ct));
    }
}
