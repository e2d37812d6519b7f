using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>Who is let out of which enforced policy: whom the policies name, and who is in a group that they name, where an export holds its members.</summary>
internal sealed class ExclusionList
{
    private readonly List<(ExportedPolicy Policy, ExportedWayOut Way, TenantIdentity? Identity)> _ways;
    private readonly Func<string, IReadOnlyList<string>?> _membersOf;
    private readonly int _policies;

    /// <param name="membersOf">Object ids of a group's members; null when nothing is known of the group.</param>
    public ExclusionList(IReadOnlyList<TenantIdentity> identities, IReadOnlyList<ExportedPolicy> policies, Func<string, IReadOnlyList<string>?> membersOf)
    {
        _membersOf = membersOf;
        var byId = new Dictionary<string, TenantIdentity>(StringComparer.OrdinalIgnoreCase);
        foreach (var (identity, id) in identities.SelectMany(identity => identity.Ids.Select(id => (identity, id))))
        {
            byId.TryAdd(id, identity);
        }

        var enforced = policies.Where(policy => policy.Enforced).ToList();
        _policies = enforced.Count;
        _ways = [..
            from policy in enforced
            from way in policy.Ways
            from one in WithMembers(way)
            let identity = byId.GetValueOrDefault(one.Subject)
            where one == way || identity is null or { IsUser: true } // a group does not let out a service principal that is in it
            select (policy, one, identity)];
    }

    /// <summary>Some group's members are not known.</summary>
    public bool IsPartial => _ways.Exists(way => way.Way.Kind is WayOutKind.Group && _membersOf(way.Way.Subject) is null);

    /// <summary>Names of the enforced policies that exclude it by its id.</summary>
    public IReadOnlyList<string> PoliciesOf(TenantIdentity identity) => [.. _ways.Where(way => ReferenceEquals(way.Identity, identity)).Select(way => way.Policy.Name).Distinct()];

    /// <summary>Accounts that are no known non-human identity may be people: they are counted by policy and not named.</summary>
    public Campaign ToCampaign() => new(
        "exclusions", "Give every exclusion an owner, a reason and an end", "A policy tells neither who excluded them nor since when. nhi exceptions puts each on record with an end.", _policies,
        [
            .. from way in _ways
               where way.Identity is not null || way.Way.Kind is not WayOutKind.User
               orderby way.Policy.Name, way.Way.Kind, way.Way.Subject
               select new CampaignItem(way.Identity?.Name ?? way.Way.Subject, way.Identity?.Kind, way.Identity?.Owner ?? "", Detail(way.Policy, way.Way)),
            .. from way in _ways
               where way.Identity is null && way.Way.Kind is WayOutKind.User
               group way by way.Policy.Name into people
               orderby people.Key
               select new CampaignItem(Words.Plural(people.Select(way => way.Way.Subject).Distinct(StringComparer.OrdinalIgnoreCase).Count(), "account", "accounts"), null, "", $"excluded from {people.Key} by id or group; people, or not in --directory and --registry"),
        ])
    {
        IsPart = false, // a policy may have many, or none
    };

    private string Detail(ExportedPolicy policy, ExportedWayOut way)
    {
        var held = way.Kind is WayOutKind.Group && _membersOf(way.Subject) is { } members ? $" ({Words.Plural(members.Count, "member", "members")})" : "";
        return $"{Words.Title(way.Kind.ToString())}{held} excluded from {policy.Name}";
    }

    /// <summary>A group, and who is in it, as if the policy named them too. A group within is looked into as well.</summary>
    private IEnumerable<ExportedWayOut> WithMembers(ExportedWayOut way)
    {
        yield return way;
        if (way.Kind is not WayOutKind.Group)
        {
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { way.Subject };
        var open = new Stack<string>([way.Subject]);
        while (open.TryPop(out var group))
        {
            foreach (var member in (_membersOf(group) ?? []).Where(seen.Add))
            {
                if (_membersOf(member) is null)
                {
                    yield return new ExportedWayOut(WayOutKind.User, member);
                }
                else
                {
                    open.Push(member);
                }
            }
        }
    }
}
