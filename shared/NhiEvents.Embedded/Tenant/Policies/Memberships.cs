using System.Collections.Frozen;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Group membership as sign-ins see it: a change takes effect later than it is made. Nested and dynamic groups included.</summary>
internal sealed class Memberships
{
    private static readonly HashSet<string> Nothing = [];

    private static readonly FrozenDictionary<string, Func<TenantUser, string?>> Properties = new Dictionary<string, Func<TenantUser, string?>>
    {
        ["user.userPrincipalName"] = user => user.UserPrincipalName,
        ["user.displayName"] = user => user.DisplayName,
        ["user.department"] = user => user.Department,
        ["user.jobTitle"] = user => user.JobTitle,
        ["user.employeeType"] = user => user.EmployeeType,
        ["user.usageLocation"] = user => user.UsageLocation,
        ["user.userType"] = user => user.IsGuest ? "Guest" : "Member",
        ["user.accountEnabled"] = user => user.Enabled ? "true" : "false",
        ["user.dirSyncEnabled"] = user => user.Synced ? "true" : "false",
        ["user.objectId"] = user => user.Id,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, HashSet<string>> _groupsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleExpression> _dynamic = new(StringComparer.Ordinal);

    /// <summary>Takes a group as it is in effect now.</summary>
    public void Load(TenantGroup group)
    {
        if (group.Rule is { } rule)
        {
            _dynamic[group.Id] = RuleParser.Parse(rule);
        }

        foreach (var member in group.Members)
        {
            Add(group.Id, member);
        }
    }

    public void Unload(TenantGroup group)
    {
        _dynamic.Remove(group.Id);
        foreach (var member in group.Members)
        {
            Remove(group.Id, member);
        }
    }

    public void Add(string group, string member)
    {
        if (!_groupsOf.TryGetValue(member, out var groups))
        {
            _groupsOf[member] = groups = [];
        }

        groups.Add(group);
    }

    public void Remove(string group, string member) => _groupsOf.GetValueOrDefault(member)?.Remove(group);

    /// <summary>Every group that a principal is in, directly, by a rule or through another group.</summary>
    public HashSet<string> GroupsOf(string principal, TenantUser? user)
    {
        var direct = _groupsOf.GetValueOrDefault(principal);
        if ((direct is null or { Count: 0 }) && (user is null || _dynamic.Count == 0))
        {
            return Nothing;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(direct ?? Nothing);
        foreach (var (group, rule) in _dynamic)
        {
            if (user is not null && rule.Holds(name => Property(user, name)))
            {
                open.Push(group);
            }
        }

        while (open.TryPop(out var group))
        {
            if (found.Add(group))
            {
                foreach (var outer in _groupsOf.GetValueOrDefault(group) ?? Nothing)
                {
                    open.Push(outer);
                }
            }
        }

        return found;
    }

    /// <summary>As rules of dynamic groups read it.</summary>
    internal static string? Property(TenantUser user, string name) => Properties.TryGetValue(name, out var property) ? property(user) : null;
}
