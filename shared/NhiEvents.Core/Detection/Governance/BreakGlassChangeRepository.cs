using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Changes to accounts for emergencies.</summary>
internal sealed class BreakGlassChangeRepository(IStateStore store)
{
    public const string Kind = "break-glass";

    private readonly FactsRepository _facts = new(store);

    public Task<Versioned<BreakGlassChangeRow>?> FindAsync(BreakGlassChangeRow row, CancellationToken ct) =>
        store.ReadAsync(Partition.For(row.TenantId, Kind, row.AccountId), BreakGlassChangeRow.Key(row.AccountId, row.Operation), DetectionJson.Default.BreakGlassChangeRow, ct);

    /// <param name="known">What Detection knows of identities.</param>
    public async IAsyncEnumerable<Finding> ReadAllAsync(IReadOnlyCollection<IdentitySummary> known, [EnumeratorCancellation] CancellationToken ct)
    {
        var identities = known.ToDictionary(identity => (identity.TenantId, identity.Identity.Id));
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (!row.RowKey.StartsWith('~') && row.As(DetectionJson.Default.BreakGlassChangeRow).Value is { Seen.Count: > 0 } changed)
                {
                    yield return BreakGlassChange.Show(changed, identities.GetValueOrDefault((tenant, changed.AccountId)), await _facts.FindAsync(tenant, [changed.AccountId], ct));
                }
            }
        }
    }
}
