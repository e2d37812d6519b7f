using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Raises NHI301 for a credential that was added.</summary>
/// <remarks>Repeatable, in any order.</remarks>
internal sealed class CredentialAdditionWatch(IStateStore store, IdentityRepository identities, Outbox outbox, TimeProvider time)
    : AuditedChangeWatch<CredentialAdditionRow>(CredentialAdditionRepository.Kind, DetectionJson.Default.CredentialAdditionRow, outbox, time)
{
    private readonly CredentialAdditionRepository _additions = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <returns>The finding when it is new.</returns>
    public async Task<Finding?> GrowAsync(CredentialAddition addition, CancellationToken ct)
    {
        var found = await _additions.FindAsync(addition, ct);
        var before = found?.Value ?? CredentialAdditionRow.New(addition);
        var row = before.With(addition);
        return ReferenceEquals(row, before) ? null : await SaveAsync(row, found, ct);
    }

    protected override async Task<Finding> ShowAsync(CredentialAdditionRow row, CancellationToken ct)
    {
        var identity = await IdentityOfAsync(row, ct);
        return CredentialAdditionText.Show(row, identity, await _facts.FindAsync(row.TenantId, IdentitiesByName.NamesOf(row, identity), ct));
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
