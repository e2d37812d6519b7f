using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Policies, locations and memberships as sign-ins see them now, ready to be evaluated.</summary>
/// <remarks>A user's match with every policy is kept until something changes, so a sign-in costs a few set look-ups per policy.</remarks>
internal sealed class PolicyBook
{
    private readonly ObjectStore _objects;
    private readonly Memberships _memberships = new();
    private readonly SortedDictionary<string, CompiledPolicy> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrincipalMatch[]> _matches = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Address, string? Country), MatchedPlace> _places = [];
    private CompiledPolicy[] _all = [];
    private CompiledLocation[] _locations = [];

    public PolicyBook(ObjectStore objects)
    {
        _objects = objects;
        foreach (var group in objects.Groups.Values)
        {
            _memberships.Load(group);
        }

        // What is pending has not happened for sign-ins yet; the newest change is undone first.
        foreach (var effect in objects.Effects.Values.OrderByDescending(effect => effect.Sequence))
        {
            Undo(effect);
        }

        foreach (var policy in objects.Policies.Values)
        {
            TakePolicy(policy.Id, policy.EffectiveJson);
        }

        TakeLocations();
    }

    /// <summary>All policies in effect, in the order of their ids.</summary>
    public CompiledPolicy[] All => _all;

    public IReadOnlyList<CompiledLocation> Locations => _locations;

    public void Apply(PendingEffect effect)
    {
        switch (effect.Effect)
        {
            case EffectKind.MemberAdded:
                _memberships.Add(effect.Target, effect.Value);
                Forget(effect.Value);
                break;
            case EffectKind.MemberRemoved:
                _memberships.Remove(effect.Target, effect.Value);
                Forget(effect.Value);
                break;
            case EffectKind.PolicyChanged:
                TakePolicy(effect.Target, effect.Value);
                break;
            case EffectKind.PolicyRemoved:
                TakePolicy(effect.Target, null);
                break;
        }
    }

    /// <summary>A group that is new, or whose rule changed; its members are in effect.</summary>
    public void TakeGroup(TenantGroup? before, TenantGroup after)
    {
        if (before is not null)
        {
            _memberships.Unload(before);
        }

        _memberships.Load(after);
        _matches.Clear();
    }

    public void TakeLocations()
    {
        _locations = [.. _objects.Locations.Values.Select(location => new CompiledLocation(location))];
        _places.Clear();
    }

    /// <summary>A user's properties or roles changed: what rules and policies say of it is found again.</summary>
    public void Forget(string principal)
    {
        if (_objects.Groups.ContainsKey(principal))
        {
            _matches.Clear();
        }
        else
        {
            _matches.Remove(principal);
        }
    }

    public MatchedPlace Match(Place place)
    {
        if (!_places.TryGetValue((place.Address, place.Country), out var matched))
        {
            matched = new MatchedPlace([.. _locations.Where(location => location.Contains(place.Parsed, place.Country))]);
            _places[(place.Address, place.Country)] = matched;
        }

        return matched;
    }

    public PrincipalFacts FactsOf(TenantUser user)
    {
        var groups = _memberships.GroupsOf(user.Id, user);
        return new PrincipalFacts(user.Id, user.IsGuest, groups, RolesOf(user.Id, groups));
    }

    /// <summary>How every policy stands to this user, in the order of <see cref="All"/>.</summary>
    public PrincipalMatch[] MatchesOf(TenantUser user)
    {
        if (!_matches.TryGetValue(user.Id, out var matches))
        {
            var facts = FactsOf(user);
            _matches[user.Id] = matches = [.. _all.Select(policy => PrincipalMatch.OfUser(policy, facts))];
        }

        return matches;
    }

    private HashSet<string> RolesOf(string principal, IReadOnlyCollection<string> groups)
    {
        var roles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var holder in groups.Prepend(principal))
        {
            foreach (var assignment in _objects.AssignmentsOf(holder))
            {
                if (assignment.Scope == "/")
                {
                    roles.Add(assignment.RoleId);
                }
            }
        }

        return roles;
    }

    private void Undo(PendingEffect effect)
    {
        if (effect.Effect is EffectKind.MemberAdded)
        {
            _memberships.Remove(effect.Target, effect.Value);
        }
        else if (effect.Effect is EffectKind.MemberRemoved)
        {
            _memberships.Add(effect.Target, effect.Value);
        }
    }

    private void TakePolicy(string id, string? json)
    {
        _policies.Remove(id);
        if (json is not null)
        {
            _policies[id] = PolicyCompiler.Compile(id, json);
        }

        _all = [.. _policies.Values];
        _matches.Clear();
    }
}
