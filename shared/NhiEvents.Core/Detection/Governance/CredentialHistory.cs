using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities.Facts;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>NHI301 over a whole recorded input: the same decisions as <see cref="DetectCredentialChangesHandler"/>, in memory.</summary>
/// <param name="facts">What registry and directory say.</param>
public sealed class CredentialHistory(DetectionOptions options, IdentityFactsIndex facts)
{
    private readonly TrustedActors _trusted = new(options);
    private readonly Dictionary<(string Tenant, string Object, string Cause), CredentialAdditionRow> _rows = [];

    public void Add(DirectoryChanged change)
    {
        foreach (var addition in _trusted.Untrusted(change))
        {
            var key = (addition.TenantId, addition.ObjectId, CredentialAdditionRow.CauseOf(addition.Added));
            _rows[key] = (_rows.GetValueOrDefault(key) ?? CredentialAdditionRow.New(addition)).With(addition);
        }
    }

    /// <summary>The findings, once all is added.</summary>
    /// <param name="known">What the input shows of identities.</param>
    public IReadOnlyList<Finding> Decide(IEnumerable<IdentitySummary> known)
    {
        var identities = new IdentitiesByName(known);
        return
        [
            .. from row in _rows.Values
               let identity = identities.Find(row)
               select CredentialAdditionText.Show(row, identity, IdentitiesByName.NamesOf(row, identity).OfType<string>().Select(name => facts.Find(name, null, name)).FirstOrDefault(found => found is not null)),
        ];
    }
}
