using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>Who is let out of which enforced policy, as far as the policies name them.</summary>
internal sealed class ExclusionList
{
    private readonly List<(ExportedPolicy Policy, ExportedWayOut Way, TenantIdentity? Identity)> _ways;
    private readonly int _policies;

    public ExclusionList(IReadOnlyList<TenantIdentity> identities, IReadOnlyList<ExportedPolicy> policies)
    {
        var byId = new Dictionary<string, TenantIdentity>(StringComparer.OrdinalIgnoreCase);
        foreach (var (identity, id) in identities.SelectMany(identity => identity.Ids.Select(id => (identity, id))))
        {
            byId.TryAdd(id, identity);
        }

        var enforced = policies.Where(policy => policy.Enforced).ToList();
        _policies = enforced.Count;
        _ways = [.. from policy in enforced from way in policy.Ways select (policy, way, byId.GetValueOrDefault(way.Subject))];
    }

    /// <summary>Names of the enforced policies that exclude it by its id.</summary>
    public IReadOnlyList<string> PoliciesOf(TenantIdentity identity) => [.. _ways.Where(way => ReferenceEquals(way.Identity, identity)).Select(way => way.Policy.Name).Distinct()];

    /// <summary>Accounts that are no known non-human identity may be people: they are counted by policy and not named.</summary>
    public Campaign ToCampaign() => new(
        "exclusions", "Give every exclusion an owner, a reason and an end", "A policy tells neither who excluded them nor since when. nhi exceptions puts each on record with an end.", _policies,
        [
            .. from way in _ways
               where way.Identity is not null || way.Way.Kind is not WayOutKind.User
               orderby way.Policy.Name, way.Way.Kind, way.Way.Subject
               select new CampaignItem(way.Identity?.Name ?? way.Way.Subject, way.Identity?.Kind, way.Identity?.Owner ?? "", $"{Words.Title(way.Way.Kind.ToString())} excluded from {way.Policy.Name}"),
            .. from way in _ways
               where way.Identity is null && way.Way.Kind is WayOutKind.User
               group way by way.Policy.Name into people
               orderby people.Key
               select new CampaignItem(Words.Plural(people.Count(), "account", "accounts"), null, "", $"excluded from {people.Key} by id; people, or not in --directory and --registry"),
        ]);
}
