namespace NhiEvents.Core.Ports;

/// <summary>Reads of the tenant's directory through Microsoft Graph.</summary>
/// <remarks>
/// Every method may throw <see cref="EntraException"/>. Lists are read page by page as they are enumerated; one that throws has given only a part, and a part
/// must never be taken for the whole. An object that is not there is null from <c>Find…</c>, and <see cref="EntraFault.NotFound"/> from a list of something
/// of it. Reads can lag behind writes by seconds.
/// </remarks>
public interface IDirectory
{
    /// <summary><c>GET /users/{id}</c>. Permission: User.Read.All.</summary>
    Task<DirectoryUser?> FindUserAsync(string id, CancellationToken ct);

    /// <summary><c>GET /users</c>, 999 a page. Permission: User.Read.All.</summary>
    IAsyncEnumerable<DirectoryUser> ListUsersAsync(CancellationToken ct);

    /// <summary><c>GET /servicePrincipals/{id}</c>. Permission: Application.Read.All.</summary>
    Task<DirectoryServicePrincipal?> FindServicePrincipalAsync(string id, CancellationToken ct);

    /// <summary><c>GET /servicePrincipals(appId='{appId}')</c>. Permission: Application.Read.All.</summary>
    Task<DirectoryServicePrincipal?> FindServicePrincipalByAppAsync(string appId, CancellationToken ct);

    /// <summary><c>GET /servicePrincipals</c>, 999 a page; managed identities too. Permission: Application.Read.All.</summary>
    IAsyncEnumerable<DirectoryServicePrincipal> ListServicePrincipalsAsync(CancellationToken ct);

    /// <summary><c>GET /applications/{id}</c> by object id. Vendors' applications are not here. Permission: Application.Read.All.</summary>
    Task<DirectoryApplication?> FindApplicationAsync(string id, CancellationToken ct);

    /// <summary><c>GET /applications</c>, 999 a page. Permission: Application.Read.All.</summary>
    IAsyncEnumerable<DirectoryApplication> ListApplicationsAsync(CancellationToken ct);

    /// <summary><c>GET /applications/{id}/owners</c> or <c>GET /servicePrincipals/{id}/owners</c>. Permission: Application.Read.All.</summary>
    /// <exception cref="EntraException">NotFound: neither an application nor a service principal has this id.</exception>
    Task<IReadOnlyList<string>> ListOwnersAsync(string applicationOrServicePrincipalId, CancellationToken ct);

    /// <summary><c>GET /groups/{id}</c>. Permission: GroupMember.Read.All.</summary>
    Task<DirectoryGroup?> FindGroupAsync(string id, CancellationToken ct);

    /// <summary><c>GET /groups</c>, 999 a page. Permission: GroupMember.Read.All.</summary>
    IAsyncEnumerable<DirectoryGroup> ListGroupsAsync(CancellationToken ct);

    /// <summary><c>GET /groups/{id}/members</c> or, with nested ones, <c>/transitiveMembers</c>; 999 a page. Permission: GroupMember.Read.All.</summary>
    IAsyncEnumerable<DirectoryMember> ListMembersAsync(string groupId, bool transitive, CancellationToken ct);

    /// <summary><c>GET /users/{id}/transitiveMemberOf/microsoft.graph.group</c>, or of a service principal: ids of every group. Permission: GroupMember.Read.All.</summary>
    Task<IReadOnlyList<string>> ListGroupsOfAsync(string principalId, CancellationToken ct);

    /// <summary><c>GET /roleManagement/directory/roleAssignments?$filter=principalId eq '{id}'</c>. Permission: RoleManagement.Read.Directory.</summary>
    Task<IReadOnlyList<DirectoryRoleAssignment>> ListRoleAssignmentsAsync(string principalId, CancellationToken ct);

    /// <summary><c>GET /identity/conditionalAccess/policies</c>. Permission: Policy.Read.All. Limit: 1 request a second for the whole tenant.</summary>
    IAsyncEnumerable<PolicyJsonDocument> ListPoliciesAsync(CancellationToken ct);

    /// <summary><c>GET /identity/conditionalAccess/namedLocations</c>. Permission: Policy.Read.All. Limit: 1 request a second for the whole tenant.</summary>
    IAsyncEnumerable<DirectoryNamedLocation> ListNamedLocationsAsync(CancellationToken ct);

    /// <summary>
    /// What demands a second factor besides policies: <c>GET /policies/identitySecurityDefaultsEnforcementPolicy</c> (Policy.Read.All) and, for a user,
    /// <c>GET /users/{id}/authentication/requirements</c> (Policy.Read.All).
    /// </summary>
    Task<MfaSettings> ReadMfaSettingsAsync(string userId, CancellationToken ct);

    /// <summary>
    /// What holds for the whole tenant: <c>GET /policies/identitySecurityDefaultsEnforcementPolicy</c> (Policy.Read.All) and <c>GET /identity/conditionalAccess/settings</c>
    /// (beta; Policy.Read.ConditionalAccess, and no other; limit: 1 request a second for the whole tenant). Where the tenant does not offer the latter, nothing is excluded by it;
    /// where it may not be read, what it excludes is unknown.
    /// </summary>
    Task<TenantAccessSettings> ReadTenantSettingsAsync(CancellationToken ct);

    /// <summary>Which policies would apply: <c>POST /identity/conditionalAccess/evaluate</c>. Permission: Policy.Read.ConditionalAccess. Limit: 1 request a second for the whole tenant.</summary>
    /// <exception cref="EntraException">Invalid: neither a user nor a service principal is named, or no application.</exception>
    Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct);
}

/// <param name="Synced">From Active Directory; its account there is not ours to change.</param>
/// <param name="HomeTenantId">Set for a guest where it is known.</param>
public sealed record DirectoryUser(
    string Id,
    string UserPrincipalName,
    string DisplayName,
    bool Enabled,
    bool Guest,
    bool Synced,
    DateTimeOffset CreatedAt,
    string? Department,
    string? HomeTenantId,
    DateTimeOffset SessionsValidFrom);

/// <param name="OwnerTenantId">Whose application it is.</param>
/// <param name="Attributes">Custom security attributes, <c>Set.Name</c> to value; empty without CustomSecAttributeAssignment.Read.All.</param>
public sealed record DirectoryServicePrincipal(
    string Id,
    string AppId,
    string DisplayName,
    bool Enabled,
    bool ManagedIdentity,
    string OwnerTenantId,
    bool MultiTenant,
    string? AzureResourceId,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Credentials of this object itself, beside those of its application: what portals do not show. Never a text.</summary>
    public IReadOnlyList<ApplicationCredential> Credentials { get; init; } = [];

    /// <summary>Thumbprint of the certificate that signs SAML tokens now; null when none is chosen.</summary>
    public string? SamlThumbprint { get; init; }
}

/// <param name="Id">Object id, not the application id.</param>
public sealed record DirectoryApplication(
    string Id, string AppId, string DisplayName, bool MultiTenant, DateTimeOffset CreatedAt, IReadOnlyList<ApplicationCredential> Credentials, IReadOnlyList<FederatedTrust> FederatedCredentials);

/// <summary>A federated identity credential.</summary>
public sealed record FederatedTrust(string Id, string Name, string Issuer, string Subject, string Audience);

/// <param name="Rule">Of a dynamic group; its members cannot be written.</param>
/// <param name="AdministrativeUnitId">The restricted unit that it lies in; null: none.</param>
public sealed record DirectoryGroup(string Id, string DisplayName, string? Rule, bool RoleAssignable, bool Synced, string? AdministrativeUnitId);

/// <param name="Kind"><c>user</c>, <c>servicePrincipal</c> or <c>group</c>.</param>
public sealed record DirectoryMember(string Id, string Kind);

/// <param name="Scope"><c>/</c>, or a unit.</param>
/// <param name="Privileged">Holders cannot be changed with an application permission.</param>
public sealed record DirectoryRoleAssignment(string Id, string RoleId, string RoleName, string PrincipalId, string Scope, bool Privileged);

/// <summary>A Conditional Access policy exactly as Graph gave it.</summary>
/// <param name="Json">UTF-8 JSON of the whole object, unknown properties included.</param>
public sealed record PolicyJsonDocument(string Id, ReadOnlyMemory<byte> Json);

/// <param name="Ranges">CIDR; empty for a country location.</param>
public sealed record DirectoryNamedLocation(string Id, string DisplayName, bool Trusted, IReadOnlyList<string> Ranges, IReadOnlyList<string> Countries, bool UnknownCountries);

/// <param name="PerUserMfa"><c>disabled</c>, <c>enabled</c> or <c>enforced</c>.</param>
public sealed record MfaSettings(bool SecurityDefaults, string PerUserMfa);

/// <param name="ExcludedActions">User actions that pass every policy for all resources, such as <c>accountrecovery</c>; null: unknown.</param>
public sealed record TenantAccessSettings(bool SecurityDefaults, IReadOnlyList<string>? ExcludedActions);

/// <summary>A sign-in to think through. What is not given is not evaluated.</summary>
public sealed record WhatIfQuestion
{
    /// <summary>Either this…</summary>
    public string? UserId { get; init; }

    /// <summary>…or this.</summary>
    public string? ServicePrincipalId { get; init; }

    /// <summary>Application id of what is asked for.</summary>
    public required string ApplicationId { get; init; }

    public string? IpAddress { get; init; }

    /// <summary>Two letters.</summary>
    public string? Country { get; init; }

    /// <summary><c>browser</c>, <c>mobileAppsAndDesktopClients</c>, <c>exchangeActiveSync</c>, <c>other</c>.</summary>
    public string ClientAppType { get; init; } = "mobileAppsAndDesktopClients";
}

/// <param name="Applies">False: <paramref name="Reason"/> names the condition (<c>users</c>, <c>location</c>, <c>policyNotEnabled</c>, …).</param>
/// <param name="Controls">As the policy has them: <c>mfa</c>, <c>block</c>, …</param>
public sealed record WhatIfPolicy(string Id, string DisplayName, string State, bool Applies, string? Reason, IReadOnlyList<string> Controls);
