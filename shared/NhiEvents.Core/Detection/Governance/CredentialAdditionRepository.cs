using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Credentials that were added outside our rotation.</summary>
public sealed class CredentialAdditionRepository(IStateStore store)
{
    internal const string Kind = "credential-added";

    private readonly FactsRepository _facts = new(store);

    /// <param name="known">What Detection knows of identities.</param>
    internal async IAsyncEnumerable<Finding> ReadAllAsync(IReadOnlyCollection<IdentitySummary> known, [EnumeratorCancellation] CancellationToken ct)
    {
        var identities = new IdentitiesByName(known);
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (!row.RowKey.StartsWith('~') && row.As(DetectionJson.Default.CredentialAdditionRow).Value is { Seen.Count: > 0 } added)
                {
                    var identity = identities.Find(added);
                    yield return CredentialAdditionText.Show(added, identity, await _facts.FindAsync(tenant, IdentitiesByName.NamesOf(added, identity), ct));
                }
            }
        }
    }

    internal Task<Versioned<CredentialAdditionRow>?> FindAsync(CredentialAddition addition, CancellationToken ct) => store.ReadAsync(
        Partition.For(addition.TenantId, Kind, addition.ObjectId),
        CredentialAdditionRow.Key(addition.ObjectId, CredentialAdditionRow.CauseOf(addition.Added)),
        DetectionJson.Default.CredentialAdditionRow,
        ct);
}
