using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Changes;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The containment port on the simulated tenant.</summary>
public sealed class EmbeddedContainment(SimulatedTenant tenant, TenantCaller caller) : IContainment
{
    private readonly GraphGate _graph = new(tenant, caller);

    public Task<bool> SetUserEnabledAsync(string userId, bool enabled, CancellationToken ct) => _graph.WriteAsync(
        ["User.EnableDisableAccount.All", "User.ReadWrite.All"],
        access =>
        {
            var user = User(access, userId);
            if (access.Objects.AssignmentsOf(userId).Any(one => access.Objects.Roles.GetValueOrDefault(one.RoleId) is { Privileged: true }))
            {
                throw new EntraException(EntraFault.ProtectedObject, $"User '{userId}' holds a privileged role: an administrator with a higher one has to do this.");
            }

            return user.Enabled != enabled && Done(() => AccountChanges.SetEnabled(access, _graph.Caller.Actor, user, enabled));
        },
        ct);

    public Task<bool> SetServicePrincipalEnabledAsync(string servicePrincipalId, bool enabled, CancellationToken ct) => _graph.WriteAsync(
        ["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"],
        access =>
        {
            var principal = access.Objects.ServicePrincipals.GetValueOrDefault(servicePrincipalId) ?? throw DirectoryShapes.NotFound("service principal", servicePrincipalId);
            if (principal.ManagedIdentity || principal.IsFirstParty)
            {
                throw new EntraException(EntraFault.ProtectedObject, $"Service principal '{servicePrincipalId}' is {(principal.ManagedIdentity ? "a managed identity" : "Microsoft's own")} and cannot be disabled.");
            }

            if (!_graph.Has("Application.ReadWrite.All") && !principal.Owners.Contains(_graph.Caller.ServicePrincipalId))
            {
                throw new EntraException(EntraFault.Forbidden, "Insufficient privileges to complete the operation: not an owner of the service principal.");
            }

            return principal.Enabled != enabled && Done(() => AccountChanges.SetEnabled(access, _graph.Caller.Actor, principal, enabled));
        },
        ct);

    public Task RevokeSessionsAsync(string userId, CancellationToken ct) =>
        _graph.WriteAsync(["User.RevokeSessions.All"], access => Done(() => AccountChanges.RevokeSessions(access, _graph.Caller.Actor, User(access, userId))), ct);

    public Task<IReadOnlyList<AzureRoleAssignment>> ListAzureRolesAsync(string principalId, CancellationToken ct) => _graph.ReadAsync(
        "Microsoft.Authorization/roleAssignments/read",
        access => (IReadOnlyList<AzureRoleAssignment>)[.. access.Objects.AssignmentsOf(principalId).Where(IsAzure).OrderBy(one => one.Id, StringComparer.Ordinal).Select(one => new AzureRoleAssignment(one.Id, one.RoleId, one.PrincipalId, one.Scope))],
        ct);

    public Task<IReadOnlyList<string>> ListResourceGroupOwnersAsync(string resourceGroupId, CancellationToken ct) => _graph.ReadAsync(
        "Microsoft.Authorization/roleAssignments/read",
        access => (IReadOnlyList<string>)
        [
            .. access.Objects.RoleAssignments.Values
                .Where(one => string.Equals(one.Scope, resourceGroupId, StringComparison.OrdinalIgnoreCase) && one.RoleId.EndsWith(AzureBuiltInRoles.Owner, StringComparison.OrdinalIgnoreCase) && access.Objects.Users.ContainsKey(one.PrincipalId))
                .Select(one => one.PrincipalId).Order(StringComparer.Ordinal),
        ],
        ct);

    public Task<bool> RemoveAzureRoleAsync(string assignmentId, CancellationToken ct) => _graph.WriteAsync(
        ["Microsoft.Authorization/roleAssignments/delete"],
        access => access.Objects.RoleAssignments.GetValueOrDefault(assignmentId) is { } found && IsAzure(found) && Done(() => AccountChanges.Unassign(access, _graph.Caller.Actor, found)),
        ct);

    public Task<bool> AddAzureRoleAsync(AzureRoleAssignment assignment, CancellationToken ct) => _graph.WriteAsync(
        ["Microsoft.Authorization/roleAssignments/write"],
        access =>
        {
            var put = new RoleAssignment { Id = assignment.Id, RoleId = assignment.RoleId, PrincipalId = assignment.PrincipalId, Scope = assignment.Scope };
            if (!IsAzure(put))
            {
                throw new EntraException(EntraFault.Invalid, $"'{assignment.Scope}' is no scope of Azure.");
            }

            return access.Objects.RoleAssignments.GetValueOrDefault(assignment.Id) != put && Done(() => access.Objects.Put(put));
        },
        ct);

    private static bool IsAzure(RoleAssignment assignment) => assignment.Scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);

    private static TenantUser User(TenantAccess access, string id) =>
        access.Objects.Users.GetValueOrDefault(id) is { DeletedAt: null } user ? user : throw DirectoryShapes.NotFound("user", id);

    private static bool Done(Action change)
    {
        change();
        return true;
    }
}
