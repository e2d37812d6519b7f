using System.Text.Json;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>The containment port: accounts and sessions on Microsoft Graph, role assignments on Azure Resource Manager.</summary>
public sealed class GraphContainment(RestApi graph, AzureRoles roles) : IContainment
{
    private const string Enable = "User.EnableDisableAccount.All and User.Read.All";
    private const string EnablePrincipal = "Application.ReadWrite.OwnedBy with the service principal owned by our identity, or Application.ReadWrite.All";

    public async Task<bool> SetUserEnabledAsync(string userId, bool enabled, CancellationToken ct)
    {
        var address = $"v1.0/users/{ApiRequest.Segment(userId)}";
        var now = await graph.ReadAsync(ApiRequest.Get($"{address}?$select=accountEnabled", ApiFamily.Directory, Enable), user => user.Flag("accountEnabled"), ct);
        if (now == enabled)
        {
            return false;
        }

        try
        {
            await graph.SendAsync(Patch(address, enabled, Enable), ct);
            return true;
        }
        catch (EntraException refused) when (refused.Fault is EntraFault.Forbidden)
        {
            throw await WhyAsync(userId, refused, ct);
        }
    }

    public async Task<bool> SetServicePrincipalEnabledAsync(string servicePrincipalId, bool enabled, CancellationToken ct)
    {
        var address = $"v1.0/servicePrincipals/{ApiRequest.Segment(servicePrincipalId)}";
        var (now, why) = await graph.ReadAsync(
            ApiRequest.Get($"{address}?$select=accountEnabled,servicePrincipalType,appOwnerOrganizationId", ApiFamily.Directory, "Application.Read.All"),
            principal => (principal.Flag("accountEnabled"), Untouchable(principal)),
            ct);
        if (why is not null)
        {
            throw new EntraException(EntraFault.ProtectedObject, $"Service principal '{servicePrincipalId}' is {why} and cannot be disabled.");
        }

        if (now == enabled)
        {
            return false;
        }

        await graph.SendAsync(Patch(address, enabled, EnablePrincipal), ct);
        return true;
    }

    public Task RevokeSessionsAsync(string userId, CancellationToken ct) =>
        graph.SendAsync(new ApiRequest(HttpMethod.Post, $"v1.0/users/{ApiRequest.Segment(userId)}/revokeSignInSessions", ApiFamily.Directory, "User.RevokeSessions.All"), ct);

    public Task<IReadOnlyList<string>> ListResourceGroupOwnersAsync(string resourceGroupId, CancellationToken ct) => roles.ListOwnersAsync(resourceGroupId, ct);

    public Task<IReadOnlyList<AzureRoleAssignment>> ListAzureRolesAsync(string principalId, CancellationToken ct) => roles.ListAsync(principalId, ct);

    public Task<bool> RemoveAzureRoleAsync(string assignmentId, CancellationToken ct) => roles.RemoveAsync(assignmentId, ct);

    public Task<bool> AddAzureRoleAsync(AzureRoleAssignment assignment, CancellationToken ct) => roles.AddAsync(assignment, ct);

    private static string? Untouchable(JsonElement principal) =>
        DirectoryJson.IsManagedIdentity(principal) ? "a managed identity"
        : string.Equals(principal.Text("appOwnerOrganizationId"), Privilege.MicrosoftTenant, StringComparison.OrdinalIgnoreCase) ? "Microsoft's own"
        : null;

    private static ApiRequest Patch(string address, bool enabled, string permission) =>
        new(HttpMethod.Patch, address, ApiFamily.Directory, permission) { Body = enabled ? """{"accountEnabled":true}"""u8.ToArray() : """{"accountEnabled":false}"""u8.ToArray() };

    /// <summary>Graph answers 403 for a permission that we lack and for an administrator alike; the user's roles tell which, where we may read them.</summary>
    private async Task<EntraException> WhyAsync(string userId, EntraException refused, CancellationToken ct)
    {
        try
        {
            return (await new GraphDirectory(graph).ListRoleAssignmentsAsync(userId, ct)).Any(role => role.Privileged)
                ? new EntraException(EntraFault.ProtectedObject, $"User '{userId}' holds a privileged role: an administrator with a higher one has to do this. {refused.Message}")
                : refused;
        }
        catch (EntraException)
        {
            return new EntraException(EntraFault.Forbidden, $"{refused.Message} Or the user is an administrator: our identity cannot read roles (RoleManagement.Read.Directory) to tell.");
        }
    }
}
