using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>The directory port on Microsoft Graph.</summary>
public sealed class GraphDirectory(RestApi graph) : IDirectory
{
    private const string Users = "User.Read.All";
    private const string Applications = "Application.Read.All";
    private const string Groups = "GroupMember.Read.All";
    private const string Policies = "Policy.Read.All";

    private readonly GraphGroups _groups = new(graph);
    private readonly GraphPrincipals _principals = new(graph);

    public Task<DirectoryUser?> FindUserAsync(string id, CancellationToken ct) =>
        graph.FindAsync(Directory($"v1.0/users/{ApiRequest.Segment(id)}?$select={DirectoryJson.UserFields}", Users), DirectoryJson.User, ct);

    public IAsyncEnumerable<DirectoryUser> ListUsersAsync(CancellationToken ct) =>
        graph.ListAsync(Directory($"v1.0/users?$select={DirectoryJson.UserFields}&$top=999", Users), DirectoryJson.User, ct);

    public Task<DirectoryServicePrincipal?> FindServicePrincipalAsync(string id, CancellationToken ct) => _principals.FindAsync($"servicePrincipals/{ApiRequest.Segment(id)}", ct);

    public Task<DirectoryServicePrincipal?> FindServicePrincipalByAppAsync(string appId, CancellationToken ct) =>
        _principals.FindAsync($"servicePrincipals(appId={ApiRequest.Literal(appId)})", ct);

    public IAsyncEnumerable<DirectoryServicePrincipal> ListServicePrincipalsAsync(CancellationToken ct) => _principals.ListAsync(ct);

    public Task<DirectoryApplication?> FindApplicationAsync(string id, CancellationToken ct) => graph.FindAsync(
        ApiRequest.Get($"v1.0/applications/{ApiRequest.Segment(id)}?$select={DirectoryJson.ApplicationFields}&$expand=federatedIdentityCredentials", ApiFamily.KeyCredentials, Applications),
        DirectoryJson.Application,
        ct);

    public IAsyncEnumerable<DirectoryApplication> ListApplicationsAsync(CancellationToken ct) => graph.ListAsync(
        ApiRequest.Get($"v1.0/applications?$select={DirectoryJson.ApplicationFields}&$expand=federatedIdentityCredentials&$top=999", ApiFamily.KeyCredentials, Applications),
        DirectoryJson.Application,
        ct);

    public async Task<IReadOnlyList<string>> ListOwnersAsync(string applicationOrServicePrincipalId, CancellationToken ct)
    {
        var id = ApiRequest.Segment(applicationOrServicePrincipalId);
        return await FirstThatExistsAsync([$"v1.0/applications/{id}/owners?$select=id", $"v1.0/servicePrincipals/{id}/owners?$select=id"], address => Directory(address, Applications), ct);
    }

    public Task<DirectoryGroup?> FindGroupAsync(string id, CancellationToken ct) => _groups.FindAsync(id, ct);

    public IAsyncEnumerable<DirectoryGroup> ListGroupsAsync(CancellationToken ct) => _groups.ListAsync(ct);

    public IAsyncEnumerable<DirectoryMember> ListMembersAsync(string groupId, bool transitive, CancellationToken ct) => _groups.MembersAsync(groupId, transitive, ct);

    public async Task<IReadOnlyList<string>> ListGroupsOfAsync(string principalId, CancellationToken ct)
    {
        var id = ApiRequest.Segment(principalId);
        string[] kinds = ["users", "servicePrincipals", "groups"];
        return await FirstThatExistsAsync(
            [.. kinds.Select(kind => $"v1.0/{kind}/{id}/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true&$top=999")],
            address => Directory(address, Groups) with { Eventual = true },
            ct);
    }

    /// <remarks>In the beta version: only there does a role say whether it is privileged.</remarks>
    public async Task<IReadOnlyList<DirectoryRoleAssignment>> ListRoleAssignmentsAsync(string principalId, CancellationToken ct) => await graph
        .ListAsync(
            Directory($"beta/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20{ApiRequest.Literal(principalId)}&$expand=roleDefinition", "RoleManagement.Read.Directory"),
            DirectoryJson.RoleAssignment,
            ct)
        .ToListAsync(ct);

    public IAsyncEnumerable<PolicyJsonDocument> ListPoliciesAsync(CancellationToken ct) => graph.ListAsync(GraphPolicies.All, DirectoryJson.Policy, ct);

    public IAsyncEnumerable<DirectoryNamedLocation> ListNamedLocationsAsync(CancellationToken ct) =>
        graph.ListAsync(ApiRequest.Get("v1.0/identity/conditionalAccess/namedLocations", ApiFamily.ConditionalAccess, Policies), DirectoryJson.Location, ct);

    /// <remarks>Per-user MFA is in the beta version only.</remarks>
    public async Task<MfaSettings> ReadMfaSettingsAsync(string userId, CancellationToken ct)
    {
        var perUser = await graph.ReadAsync(Directory($"beta/users/{ApiRequest.Segment(userId)}/authentication/requirements", Policies), json => json.Needed("perUserMfaState"), ct);
        return new MfaSettings(await ReadSecurityDefaultsAsync(ct), perUser);
    }

    /// <remarks>The settings of Conditional Access are in the beta version only.</remarks>
    public async Task<TenantAccessSettings> ReadTenantSettingsAsync(CancellationToken ct)
    {
        var defaults = await ReadSecurityDefaultsAsync(ct);
        try
        {
            return new TenantAccessSettings(defaults, await graph.ReadAsync(
                ApiRequest.Get("beta/identity/conditionalAccess/settings", ApiFamily.ConditionalAccess, "Policy.Read.ConditionalAccess"), DirectoryJson.ExcludedActions, ct));
        }
        catch (EntraException absent) when (absent.Fault is EntraFault.NotFound or EntraFault.Invalid)
        {
            return new TenantAccessSettings(defaults, []);
        }
        catch (EntraException refused) when (refused.Fault is EntraFault.Forbidden)
        {
            return new TenantAccessSettings(defaults, null); // the policies themselves need another permission, and are read all the same
        }
    }

    public async Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct)
    {
        var request = new ApiRequest(HttpMethod.Post, "v1.0/identity/conditionalAccess/evaluate", ApiFamily.ConditionalAccess, "Policy.Read.ConditionalAccess")
        {
            Body = GraphPolicies.Question(question),
            Reads = true,
        };
        return await graph.ListAsync(request, DirectoryJson.WhatIf, ct).ToListAsync(ct);
    }

    private Task<bool> ReadSecurityDefaultsAsync(CancellationToken ct) => graph.ReadAsync(
        Directory("v1.0/policies/identitySecurityDefaultsEnforcementPolicy", Policies),
        json => json.Flag("isEnabled") ?? throw new JsonException("It does not say whether security defaults are on."),
        ct);

    /// <summary>An id alone does not say what kind of object it is: 404 means the next kind, and on the last that there is none.</summary>
    private async Task<List<string>> FirstThatExistsAsync(IReadOnlyList<string> addresses, Func<string, ApiRequest> request, CancellationToken ct)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await graph.ListAsync(request(addresses[i]), one => one.Needed("id"), ct).ToListAsync(ct);
            }
            catch (EntraException e) when (e.Fault is EntraFault.NotFound && i < addresses.Count - 1)
            {
                continue;
            }
        }
    }

    private static ApiRequest Directory(string address, string permission) => ApiRequest.Get(address, ApiFamily.Directory, permission);
}
