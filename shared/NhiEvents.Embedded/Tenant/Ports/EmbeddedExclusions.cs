using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Changes;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The exclusions port on the simulated tenant.</summary>
public sealed class EmbeddedExclusions(SimulatedTenant tenant, TenantCaller caller) : IExclusions
{
    private const string Read = "CustomSecAttributeAssignment.Read.All";
    private const string ReadWrite = "CustomSecAttributeAssignment.ReadWrite.All";

    private readonly GraphGate _graph = new(tenant, caller);

    public async Task<IReadOnlyList<DirectoryMember>> ListMembersAsync(string groupId, CancellationToken ct)
    {
        var members = new List<DirectoryMember>();
        await foreach (var member in new EmbeddedDirectory(tenant, caller).ListMembersAsync(groupId, transitive: false, ct))
        {
            members.Add(member);
        }

        return members;
    }

    public Task<bool> AddMemberAsync(string groupId, string principalId, CancellationToken ct) => _graph.WriteAsync(
        [],
        access =>
        {
            var group = Writable(access, groupId);
            return access.Objects.Users.GetValueOrDefault(principalId) is { DeletedAt: null } || access.Objects.ServicePrincipals.ContainsKey(principalId) || access.Objects.Groups.ContainsKey(principalId)
                ? GroupChanges.Add(access, _graph.Caller.Actor, group, principalId)
                : throw DirectoryShapes.NotFound("principal", principalId);
        },
        ct);

    public Task<bool> RemoveMemberAsync(string groupId, string principalId, CancellationToken ct) =>
        _graph.WriteAsync([], access => GroupChanges.Remove(access, _graph.Caller.Actor, Writable(access, groupId), principalId), ct);

    public Task<string?> ReadTagAsync(string servicePrincipalId, SecurityTag tag, CancellationToken ct) =>
        _graph.ReadAsync(_graph.Has(ReadWrite) ? ReadWrite : Read, access => Principal(access, servicePrincipalId).Attributes.GetValueOrDefault(Key(tag)), ct);

    public Task WriteTagAsync(string servicePrincipalId, SecurityTag tag, string? value, CancellationToken ct) => _graph.WriteAsync(
        [ReadWrite],
        access =>
        {
            var principal = Principal(access, servicePrincipalId);
            if (principal.Attributes.GetValueOrDefault(Key(tag)) != value)
            {
                AccountChanges.SetAttribute(access, _graph.Caller.Actor, principal, Key(tag), value);
            }

            return true;
        },
        ct);

    public Task<IReadOnlyList<PolicyJsonDocument>> ListPoliciesAsync(CancellationToken ct) =>
        _graph.ReadPoliciesAsync(access => (IReadOnlyList<PolicyJsonDocument>)[.. access.Objects.Policies.Values.Where(one => !one.Deleted).Select(one => one.Shape())], ct);

    public Task<PolicyJsonDocument?> ReadPolicyAsync(string policyId, CancellationToken ct) =>
        _graph.ReadPoliciesAsync(access => access.Objects.Policies.GetValueOrDefault(policyId) is { Deleted: false } policy ? policy.Shape() : null, ct);

    public Task PatchPolicyAsync(string policyId, ReadOnlyMemory<byte> patch, CancellationToken ct) => _graph.WritePolicyAsync(
        access =>
        {
            var policy = access.Objects.Policies.GetValueOrDefault(policyId) is { Deleted: false } found ? found : throw DirectoryShapes.NotFound("policy", policyId);
            var json = PolicyPatch.Apply(policy.Json, patch, access.Objects);
            try
            {
                PolicyChanges.Put(access, _graph.Caller.Actor, policyId, json);
            }
            catch (FormatException wrong)
            {
                throw new EntraException(EntraFault.Invalid, wrong.Message);
            }

            return true;
        },
        ct);

    private TenantGroup Writable(TenantAccess access, string groupId)
    {
        var group = access.Objects.Groups.GetValueOrDefault(groupId) ?? throw DirectoryShapes.NotFound("group", groupId);
        var unit = group.AdministrativeUnitId is { } id ? access.Objects.Units.GetValueOrDefault(id) : null;
        var scoped = unit?.ScopedGroupAdministrators.Contains(_graph.Caller.ServicePrincipalId) ?? false;
        return group switch
        {
            { Rule: not null } => throw Protected($"Group '{groupId}' is dynamic: its rule decides who is a member."),
            { Synced: true } => throw Protected($"Group '{groupId}' is synchronised from Active Directory and can only be changed there."),
            { RoleAssignable: true } when !_graph.Has("RoleManagement.ReadWrite.Directory") => throw Protected($"Group '{groupId}' is role-assignable: a privileged role administrator has to change it."),
            _ when unit is { Restricted: true } && !scoped => throw Protected($"Group '{groupId}' is in a restricted management administrative unit: only a role scoped to it may change members."),
            _ when !scoped && !_graph.Has("GroupMember.ReadWrite.All") => throw new EntraException(EntraFault.Forbidden, "Insufficient privileges to complete the operation: GroupMember.ReadWrite.All is missing."),
            _ => group,
        };
    }

    private static TenantServicePrincipal Principal(TenantAccess access, string id) =>
        access.Objects.ServicePrincipals.GetValueOrDefault(id) ?? throw DirectoryShapes.NotFound("service principal", id);

    private static EntraException Protected(string message) => new(EntraFault.ProtectedObject, message);

    private static string Key(SecurityTag tag) => $"{tag.Set}.{tag.Name}";
}
