using System.Collections.Immutable;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>A security group: assigned, or dynamic when it has a rule. Members may be users, service principals and groups.</summary>
public sealed record TenantGroup : TenantObject
{
    public required string DisplayName { get; init; }

    /// <summary>Direct members; empty for a dynamic group.</summary>
    public ImmutableSortedSet<string> Members { get; init; } = NoIds;

    /// <summary>Rule of a dynamic group, such as <c>user.department -eq "Finance"</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>Only a privileged directory role may change its members.</summary>
    public bool RoleAssignable { get; init; }

    public bool Synced { get; init; }

    public string? AdministrativeUnitId { get; init; }

    public ImmutableSortedSet<string> Owners { get; init; } = NoIds;

    internal static ImmutableSortedSet<string> NoIds { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}

/// <summary>An administrative unit. In a restricted one, only principals with a role scoped to it may change members; application permissions do not count.</summary>
public sealed record AdministrativeUnit : TenantObject
{
    public required string DisplayName { get; init; }

    public bool Restricted { get; init; }

    /// <summary>Principals with Groups Administrator scoped to this unit.</summary>
    public ImmutableSortedSet<string> ScopedGroupAdministrators { get; init; } = TenantGroup.NoIds;
}

/// <summary>A directory role definition; its id is the template id that policies name.</summary>
public sealed record DirectoryRole : TenantObject
{
    public required string DisplayName { get; init; }

    /// <summary>Whoever holds it can only be changed by a higher role, not by an application permission.</summary>
    public bool Privileged { get; init; }
}

/// <summary>A role given to a principal, in the directory (scope <c>/</c> or a unit) or in Azure (scope starts with <c>/subscriptions/</c>).</summary>
public sealed record RoleAssignment : TenantObject
{
    public required string RoleId { get; init; }

    public required string PrincipalId { get; init; }

    public required string Scope { get; init; }
}
