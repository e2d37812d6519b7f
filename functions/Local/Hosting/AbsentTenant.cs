using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where no tenant is connected: every request is refused as one without permission is.</summary>
internal sealed class AbsentTenant : IDirectory, IExclusions
{
    public Task<DirectoryUser?> FindUserAsync(string id, CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryUser> ListUsersAsync(CancellationToken ct) => throw Absent();

    public Task<DirectoryServicePrincipal?> FindServicePrincipalAsync(string id, CancellationToken ct) => throw Absent();

    public Task<DirectoryServicePrincipal?> FindServicePrincipalByAppAsync(string appId, CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryServicePrincipal> ListServicePrincipalsAsync(CancellationToken ct) => throw Absent();

    public Task<DirectoryApplication?> FindApplicationAsync(string id, CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryApplication> ListApplicationsAsync(CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<string>> ListOwnersAsync(string applicationOrServicePrincipalId, CancellationToken ct) => throw Absent();

    public Task<DirectoryGroup?> FindGroupAsync(string id, CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryGroup> ListGroupsAsync(CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryMember> ListMembersAsync(string groupId, bool transitive, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<string>> ListGroupsOfAsync(string principalId, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<DirectoryRoleAssignment>> ListRoleAssignmentsAsync(string principalId, CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<PolicyJsonDocument> ListPoliciesAsync(CancellationToken ct) => throw Absent();

    public IAsyncEnumerable<DirectoryNamedLocation> ListNamedLocationsAsync(CancellationToken ct) => throw Absent();

    public Task<MfaSettings> ReadMfaSettingsAsync(string userId, CancellationToken ct) => throw Absent();

    public Task<TenantAccessSettings> ReadTenantSettingsAsync(CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct) => throw Absent();

    public Task<IReadOnlyList<DirectoryMember>> ListMembersAsync(string groupId, CancellationToken ct) => throw Absent();

    public Task<bool> AddMemberAsync(string groupId, string principalId, CancellationToken ct) => throw Absent();

    public Task<bool> RemoveMemberAsync(string groupId, string principalId, CancellationToken ct) => throw Absent();

    public Task<string?> ReadTagAsync(string servicePrincipalId, SecurityTag tag, CancellationToken ct) => throw Absent();

    public Task WriteTagAsync(string servicePrincipalId, SecurityTag tag, string? value, CancellationToken ct) => throw Absent();

    Task<IReadOnlyList<PolicyJsonDocument>> IExclusions.ListPoliciesAsync(CancellationToken ct) => throw Absent();

    public Task<PolicyJsonDocument?> ReadPolicyAsync(string policyId, CancellationToken ct) => throw Absent();

    public Task PatchPolicyAsync(string policyId, ReadOnlyMemory<byte> patch, CancellationToken ct) => throw Absent();

    private static EntraException Absent() => new(EntraFault.Forbidden, "No tenant is connected: exceptions need one to read and write.");
}
