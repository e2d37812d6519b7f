namespace NhiEvents.Core.Ports;

/// <summary>Stops an identity from being used, and undoes that.</summary>
/// <remarks>
/// Every method is absolute and repeatable, and may throw <see cref="EntraException"/>; after <see cref="EntraFault.Transient"/> it may have been done. None of
/// them ends an access token that is out. Directory roles are not taken away here: that needs a permission with which the whole tenant could be taken over.
/// </remarks>
public interface IContainment
{
    /// <summary><c>PATCH /users/{id}</c> with <c>accountEnabled</c>. Permission: User.EnableDisableAccount.All and User.Read.All.</summary>
    /// <returns>False: it was so already.</returns>
    /// <exception cref="EntraException">ProtectedObject: the user holds a privileged role. A synced user is re-enabled by the next synchronisation: its AD account decides.</exception>
    Task<bool> SetUserEnabledAsync(string userId, bool enabled, CancellationToken ct);

    /// <summary><c>PATCH /servicePrincipals/{id}</c> with <c>accountEnabled</c>. Permission: Application.ReadWrite.All or OwnedBy. Not for managed identities: remove their role assignments.</summary>
    /// <returns>False: it was so already.</returns>
    Task<bool> SetServicePrincipalEnabledAsync(string servicePrincipalId, bool enabled, CancellationToken ct);

    /// <summary><c>POST /users/{id}/revokeSignInSessions</c>: refresh tokens and browser sessions end, also those of unattended jobs. Permission: User.RevokeSessions.All. No inverse. A guest's sessions are its home tenant's.</summary>
    Task RevokeSessionsAsync(string userId, CancellationToken ct);

    /// <summary>
    /// Role assignments of a principal in Azure, from <c>GET {scope}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '{id}'</c>.
    /// Permission: Microsoft.Authorization/roleAssignments/read on the scope.
    /// </summary>
    Task<IReadOnlyList<AzureRoleAssignment>> ListAzureRolesAsync(string principalId, CancellationToken ct);

    /// <summary>
    /// Object ids of users who hold the role Owner on a resource group itself, from <c>GET {group}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()</c>.
    /// Permission: Microsoft.Authorization/roleAssignments/read on it.
    /// </summary>
    /// <param name="resourceGroupId">Such as <c>/subscriptions/…/resourceGroups/…</c>.</param>
    Task<IReadOnlyList<string>> ListResourceGroupOwnersAsync(string resourceGroupId, CancellationToken ct);

    /// <summary><c>DELETE</c> of an Azure role assignment. Permission: Microsoft.Authorization/roleAssignments/delete. The inverse is <see cref="AddAzureRoleAsync"/> with what was listed.</summary>
    /// <returns>False: there is no such assignment.</returns>
    Task<bool> RemoveAzureRoleAsync(string assignmentId, CancellationToken ct);

    /// <summary><c>PUT</c> of an Azure role assignment with its old name, role, principal and scope. Permission: Microsoft.Authorization/roleAssignments/write.</summary>
    /// <returns>False: it was there already.</returns>
    Task<bool> AddAzureRoleAsync(AzureRoleAssignment assignment, CancellationToken ct);
}

/// <summary>Roles that are built into Azure.</summary>
public static class AzureBuiltInRoles
{
    /// <summary>Definition id of Owner.</summary>
    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
}

/// <param name="Scope">Begins with <c>/subscriptions/</c> or <c>/providers/Microsoft.Management/</c>.</param>
public sealed record AzureRoleAssignment(string Id, string RoleId, string PrincipalId, string Scope)
{
    /// <summary>Narrows what the role allows (version 2.0); null: nothing does. Given back with the role: without it, the principal would hold more than before.</summary>
    public string? Condition { get; init; }
}
