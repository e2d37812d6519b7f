using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>A non-human identity of the tenant: seen in its logs, named by its registry or directory, or both.</summary>
/// <param name="Owner">A name, or <see cref="Unknowns.Owner"/>.</param>
/// <param name="Summary">Null when no row of the logs is about it.</param>
/// <param name="Facts">Null when neither registry nor directory knows it.</param>
/// <param name="Findings">Worst first.</param>
internal sealed record TenantIdentity(
    string Name, IdentityKind Kind, string Owner, IdentitySummary? Summary, IdentityFacts? Facts, IReadOnlyList<Finding> Findings)
{
    /// <summary>Before that an identity's behaviour is still being learnt (<c>Detection:LearnFor</c>).</summary>
    private static readonly TimeSpan LeastHistory = TimeSpan.FromDays(14);

    private const int LeastSignIns = 20;

    public bool HasOwner => !string.Equals(Owner, Unknowns.Owner, StringComparison.OrdinalIgnoreCase);

    /// <summary>Somebody else looks after it: nobody here can name its owner, renew its credentials or remove it.</summary>
    public bool IsForeign => Kind is IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication;

    public bool IsUser => (Summary?.Identity.UserPrincipalName ?? Facts?.UserPrincipalName) is not null;

    /// <summary>When any of it was last used, by Microsoft's own report; null when the report does not name it.</summary>
    public DateTimeOffset? LastActivity => Facts?.Activity is { } activity ? new[] { activity.AppOnlyClient, activity.AppOnlyResource, activity.DelegatedClient, activity.DelegatedResource }.Max() : null;

    /// <summary>Its sign-ins go back far enough to tell what is unusual for it.</summary>
    public bool HasProfile => Summary is { } seen && seen.LastSeen - seen.FirstSeen >= LeastHistory && seen.Successes + seen.Failures >= LeastSignIns;

    public Criticality? Criticality => Summary?.Criticality ?? Facts?.Criticality;

    public IEnumerable<string> Ids => new[] { Summary?.Identity.Id, Summary?.Identity.AppId, Facts?.Id, Facts?.AppId }.OfType<string>();

    /// <summary>Everybody non-human, once. People of the directory are left out.</summary>
    public static IReadOnlyList<TenantIdentity> All(FindingsDocument findings, IdentitiesDocument identities, IdentityFactsIndex facts, KindTable kinds)
    {
        var byIdentity = findings.Findings.ToLookup(finding => finding.Identity.Id, StringComparer.Ordinal);
        var all = new List<TenantIdentity>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var summary in identities.Identities)
        {
            var identity = summary.Identity;
            var known = facts.Find(identity.Id, identity.UserPrincipalName, identity.AppId);
            all.Add(new TenantIdentity(identity.DisplayName, identity.Kind, summary.Owner, summary, known, [.. byIdentity[identity.Id]]));
            seen.UnionWith(new[] { identity.Id, identity.AppId, identity.UserPrincipalName, known?.Id, known?.AppId }.OfType<string>());
        }

        var tenant = identities.Identities.Count > 0 ? identities.Identities[0].TenantId : "";
        foreach (var silent in facts.Registered.Concat(facts.Directory.Where(IsNonHuman)))
        {
            var keys = new[] { silent.Id, silent.AppId, silent.UserPrincipalName }.OfType<string>().ToList();
            if (!keys.Exists(seen.Contains))
            {
                seen.UnionWith(keys);
                var known = facts.Find(silent.Id, silent.UserPrincipalName, silent.AppId) ?? silent;
                all.Add(new TenantIdentity(known.DisplayName ?? known.UserPrincipalName ?? keys[0], known.Kind ?? KindOf(known, tenant, kinds), known.Owner ?? Unknowns.Owner, null, known, []));
            }
        }

        return all;
    }

    private static bool IsNonHuman(IdentityFacts facts) => facts.AppId is not null || facts.ServicePrincipalType is not null || Classification.For(facts.Evidence).IsNonHuman;

    private static IdentityKind KindOf(IdentityFacts facts, string tenant, KindTable kinds) => kinds.KindOf(new KindSubject(FormOf(facts), tenant)
    {
        UserPrincipalName = facts.UserPrincipalName,
        DisplayName = facts.DisplayName,
        OwnerTenantId = facts.AppOwnerTenantId,
        Facts = facts,
    });

    private static ObjectForm FormOf(IdentityFacts facts) => facts.ServicePrincipalType == "ManagedIdentity" ? ObjectForm.ManagedIdentity
        : facts.AppId is not null || facts.ServicePrincipalType is not null ? ObjectForm.ServicePrincipal : ObjectForm.User;
}
