using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where no tenant is connected: nobody can be contained.</summary>
internal sealed class AbsentContainment : IContainment
{
    public Task<bool> SetUserEnabledAsync(string userId, bool enabled, CancellationToken ct) => throw Absent();

    public Task<bool> SetServicePrincipalEnabledAsync(string servicePrincipalId, bool enabled, CancellationToken ct) => throw Absent();

    public Task RevokeSessionsAsync(string userId, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<string>> ListResourceGroupOwnersAsync(string resourceGroupId, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<AzureRoleAssignment>> ListAzureRolesAsync(string principalId, CancellationToken ct) => throw Absent();

    public Task<bool> RemoveAzureRoleAsync(string assignmentId, CancellationToken ct) => throw Absent();

    public Task<bool> AddAzureRoleAsync(AzureRoleAssignment assignment, CancellationToken ct) => throw Absent();

    private static EntraException Absent() => new(EntraFault.Forbidden, "No tenant is connected: nobody can be contained.");
}
