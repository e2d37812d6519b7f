using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>The identity that signs in with a credential: the object itself, or the service principal of its application.</summary>
internal sealed class IdentitiesByName
{
    private readonly Dictionary<(string Tenant, string Id), IdentitySummary> _byId;
    private readonly Dictionary<(string Tenant, string AppId), IdentitySummary> _byApp = [];

    public IdentitiesByName(IEnumerable<IdentitySummary> known)
    {
        _byId = known.ToDictionary(identity => (identity.TenantId, identity.Identity.Id));
        foreach (var identity in _byId.Values.OrderBy(identity => identity.Identity.Id, StringComparer.Ordinal))
        {
            if (identity.Identity.AppId is { } app)
            {
                _byApp.TryAdd((identity.TenantId, app), identity);
            }
        }
    }

    /// <summary>Null when none was seen.</summary>
    public IdentitySummary? Find(CredentialAdditionRow row) =>
        _byId.GetValueOrDefault((row.TenantId, row.ObjectId))
        ?? row.Seen.Select(seen => seen.AppId is { } app ? _byApp.GetValueOrDefault((row.TenantId, app)) : null).FirstOrDefault(found => found is not null);

    /// <summary>Under which registry and directory may know it.</summary>
    public static IReadOnlyList<string?> NamesOf(CredentialAdditionRow row, IdentitySummary? identity) =>
        [identity?.Identity.Id, identity?.Identity.AppId, row.ObjectId, .. row.Seen.Select(seen => seen.AppId).Distinct()];
}
