using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>The exclusions port on Microsoft Graph.</summary>
public sealed class GraphExclusions(RestApi graph) : IExclusions
{
    private const string Members = "GroupMember.ReadWrite.All, or the role Groups Administrator on the group's restricted administrative unit";

    private readonly GraphGroups _groups = new(graph);

    public async Task<IReadOnlyList<DirectoryMember>> ListMembersAsync(string groupId, CancellationToken ct) => await _groups.MembersAsync(groupId, transitive: false, ct).ToListAsync(ct);

    public async Task<bool> AddMemberAsync(string groupId, string principalId, CancellationToken ct)
    {
        var reference = new JsonObject { ["@odata.id"] = new Uri(graph.Endpoint, $"v1.0/directoryObjects/{ApiRequest.Segment(principalId)}").ToString() };
        var request = new ApiRequest(HttpMethod.Post, $"v1.0/groups/{ApiRequest.Segment(groupId)}/members/$ref", ApiFamily.Directory, Members) { Body = JsonSerializer.SerializeToUtf8Bytes(reference) };
        var answer = await graph.AskAsync(request, ct);

        // "One or more added object references already exist for the following modified properties: 'members'." has no code of its own.
        return answer.Succeeded || (answer.Status is HttpStatusCode.BadRequest && answer.Says("already exist") ? false : throw await WhyAsync(groupId, graph.Refused(answer, request), ct));
    }

    public async Task<bool> RemoveMemberAsync(string groupId, string principalId, CancellationToken ct)
    {
        var request = new ApiRequest(HttpMethod.Delete, $"v1.0/groups/{ApiRequest.Segment(groupId)}/members/{ApiRequest.Segment(principalId)}/$ref", ApiFamily.Directory, Members);
        var answer = await graph.AskAsync(request, ct);
        if (answer.Succeeded)
        {
            return true;
        }

        // 404 is said of the group and of the member alike.
        return answer.Status is HttpStatusCode.NotFound && await _groups.FindAsync(groupId, ct) is not null ? false : throw await WhyAsync(groupId, graph.Refused(answer, request), ct);
    }

    public async Task<string?> ReadTagAsync(string servicePrincipalId, SecurityTag tag, CancellationToken ct) => await graph.ReadAsync(
        ApiRequest.Get($"v1.0/servicePrincipals/{ApiRequest.Segment(servicePrincipalId)}?$select=customSecurityAttributes", ApiFamily.Directory, "CustomSecAttributeAssignment.Read.All"),
        principal => principal.Member("customSecurityAttributes")?.Member(tag.Set)?.Member(tag.Name) is { } value ? DirectoryJson.AttributeValue(value) : null,
        ct);

    public async Task WriteTagAsync(string servicePrincipalId, SecurityTag tag, string? value, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["customSecurityAttributes"] = new JsonObject
            {
                [tag.Set] = new JsonObject { ["@odata.type"] = "#Microsoft.DirectoryServices.CustomSecurityAttributeValue", [tag.Name] = value },
            },
        };
        var request = new ApiRequest(HttpMethod.Patch, $"v1.0/servicePrincipals/{ApiRequest.Segment(servicePrincipalId)}", ApiFamily.Directory, "CustomSecAttributeAssignment.ReadWrite.All")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body),
        };
        await graph.SendAsync(request, ct);
    }

    public async Task<IReadOnlyList<PolicyJsonDocument>> ListPoliciesAsync(CancellationToken ct) => await graph.ListAsync(GraphPolicies.All, DirectoryJson.Policy, ct).ToListAsync(ct);

    public Task<PolicyJsonDocument?> ReadPolicyAsync(string policyId, CancellationToken ct) => graph.FindAsync(GraphPolicies.One(policyId), DirectoryJson.Policy, ct);

    public Task PatchPolicyAsync(string policyId, ReadOnlyMemory<byte> patch, CancellationToken ct) => graph.SendAsync(GraphPolicies.Patch(policyId, patch), ct);

    /// <summary>Graph answers 403 both for a permission that we lack and for a group that no permission of ours could change; the group itself tells which.</summary>
    private async Task<EntraException> WhyAsync(string groupId, EntraException refused, CancellationToken ct)
    {
        if (refused.Fault is not (EntraFault.Forbidden or EntraFault.Invalid))
        {
            return refused;
        }

        try
        {
            return await _groups.FindAsync(groupId, ct) switch
            {
                { Rule: not null } => Protected("its rule decides who is a member"),
                { Synced: true } => Protected("it is synchronised from Active Directory and can only be changed there"),
                { RoleAssignable: true } => Protected("it is role-assignable, which takes a privileged role administrator"),
                { AdministrativeUnitId: not null } => Protected("it is in a restricted administrative unit, on which our identity has no role"),
                _ => refused,
            };
        }
        catch (EntraException)
        {
            return refused; // the first refusal is the one to report
        }

        EntraException Protected(string why) => new(EntraFault.ProtectedObject, $"Group '{groupId}' is not ours to change: {why}. {refused.Message}");
    }
}
