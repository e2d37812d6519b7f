using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>NHI301, and NHI209 for changes, over a whole recorded input: the same decisions as <see cref="DetectCredentialChangesHandler"/>, in memory.</summary>
/// <param name="facts">What registry and directory say.</param>
public sealed class CredentialHistory(DetectionOptions options, IdentityFactsIndex facts)
{
    private readonly TrustedActors _trusted = new(options);
    private readonly Dictionary<(string Tenant, string Object, string Cause), CredentialAdditionRow> _rows = [];
    private readonly Dictionary<(string Tenant, string Account, string Operation), BreakGlassChangeRow> _breakGlass = [];

    public void Add(DirectoryChanged change)
    {
        foreach (var fresh in BreakGlassChange.Of(change, options.BreakGlassIds))
        {
            var key = (fresh.TenantId, fresh.AccountId, KeyText.Clean(fresh.Operation));
            _breakGlass[key] = _breakGlass.GetValueOrDefault(key)?.With(fresh.Seen[0]) ?? fresh;
        }

        foreach (var addition in _trusted.Untrusted(change))
        {
            var key = (addition.TenantId, addition.ObjectId, CredentialAdditionRow.CauseOf(addition.Added));
            _rows[key] = (_rows.GetValueOrDefault(key) ?? CredentialAdditionRow.New(addition)).With(addition);
        }
    }

    /// <summary>The findings, once all is added.</summary>
    /// <param name="known">What the input shows of identities.</param>
    public IReadOnlyList<Finding> Decide(IReadOnlyCollection<IdentitySummary> known)
    {
        var (identities, byId) = (new IdentitiesByName(known), known.ToDictionary(identity => (identity.TenantId, identity.Identity.Id)));
        return
        [
            .. from row in _rows.Values
               let identity = identities.Find(row)
               select CredentialAdditionText.Show(row, identity, IdentitiesByName.NamesOf(row, identity).OfType<string>().Select(name => facts.Find(name, null, name)).FirstOrDefault(found => found is not null)),
            .. _breakGlass.Values.Select(row => BreakGlassChange.Show(row, byId.GetValueOrDefault((row.TenantId, row.AccountId)), facts.Find(row.AccountId, null, null))),
        ];
    }
}
