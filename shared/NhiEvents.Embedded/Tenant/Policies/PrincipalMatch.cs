using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>What made a rule of a policy hold, as records name it (<c>ruleSatisfied</c>).</summary>
internal enum RuleKind : byte
{
    None,
    AllApps,
    FirstPartyApps,
    Office365,
    AppId,
    AllUsers,
    Guest,
    GroupId,
    RoleId,
    UserId,
    AllDevicePlatforms,
    DevicePlatform,
    AllLocations,
    AllTrustedLocations,
    LocationId,
    AllDevices,
    DeviceFilter,
    ServicePrincipalId,
    AllServicePrincipals,
    ServicePrincipalFilter,
}

/// <summary>Whether a policy includes and excludes a principal, and by what. Exclusion wins.</summary>
internal readonly record struct PrincipalMatch(RuleKind Include, RuleKind Exclude)
{
    public static PrincipalMatch OfUser(CompiledPolicy policy, PrincipalFacts user)
    {
        if (policy.Workloads is not null)
        {
            return default; // a policy for workload identities has no users in scope
        }

        var users = policy.Users;
        var include = users.Include.Contains("All") ? RuleKind.AllUsers
            : users.Include.Contains(user.Id) ? RuleKind.UserId
            : users.IncludeGroups.Overlaps(user.Groups) ? RuleKind.GroupId
            : users.IncludeRoles.Overlaps(user.Roles) ? RuleKind.RoleId
            : users.IncludeGuests && user.Guest ? RuleKind.Guest
            : RuleKind.None;
        var exclude = users.Exclude.Contains(user.Id) ? RuleKind.UserId
            : users.ExcludeGroups.Overlaps(user.Groups) ? RuleKind.GroupId
            : users.ExcludeRoles.Overlaps(user.Roles) ? RuleKind.RoleId
            : users.ExcludeGuests && user.Guest ? RuleKind.Guest
            : RuleKind.None;
        return new PrincipalMatch(include, exclude);
    }

    /// <summary>
    /// Only single-tenant service principals of this tenant can be in scope. Group membership counts for nothing here, on either side:
    /// Entra says nothing about a service principal in an excluded group, and does not exclude it.
    /// </summary>
    public static PrincipalMatch OfWorkload(CompiledPolicy policy, TenantServicePrincipal principal, string tenantId)
    {
        if (policy.Workloads is not { } workloads || principal.ManagedIdentity || principal.MultiTenant || principal.OwnerTenantId != tenantId)
        {
            return default;
        }

        var passesFilter = workloads.Filter?.Holds(name => Attribute(principal, name)) ?? false;
        var include = workloads.Filter is not null && !workloads.FilterExcludes && !passesFilter ? RuleKind.None
            : workloads.Include.Contains("ServicePrincipalsInMyTenant") ? RuleKind.AllServicePrincipals
            : workloads.Include.Contains(principal.Id) ? RuleKind.ServicePrincipalId
            : RuleKind.None;
        var exclude = workloads.Exclude.Contains(principal.Id) ? RuleKind.ServicePrincipalId
            : workloads.FilterExcludes && passesFilter ? RuleKind.ServicePrincipalFilter
            : RuleKind.None;
        return new PrincipalMatch(include, exclude);
    }

    /// <summary>Filters write <c>CustomSecurityAttribute.Set_Name</c>.</summary>
    private static string? Attribute(TenantServicePrincipal principal, string name)
    {
        const string Prefix = "CustomSecurityAttribute.";
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = name[Prefix.Length..];
        var split = rest.IndexOf('_', StringComparison.Ordinal);
        return split < 0 ? null : principal.Attributes.GetValueOrDefault($"{rest[..split]}.{rest[(split + 1)..]}");
    }
}

/// <summary>What policies know of a user.</summary>
internal sealed record PrincipalFacts(string Id, bool Guest, IReadOnlyCollection<string> Groups, IReadOnlyCollection<string> Roles);
