namespace NhiEvents.Core.Ports;

/// <summary>Ways to keep an identity out of a Conditional Access policy, and to take it back in.</summary>
/// <remarks>
/// Every method may throw <see cref="EntraException"/>; after <see cref="EntraFault.Transient"/> the change may have been made. Adding, removing and tagging are
/// absolute and repeatable. A change takes effect in sign-ins later than it is made (up to 2 hours, at most a day): a read that shows it proves the record, not the effect.
/// </remarks>
public interface IExclusions
{
    /// <summary><c>GET /groups/{id}/members</c>: direct members, all pages. Permission: GroupMember.Read.All.</summary>
    /// <exception cref="EntraException">NotFound: there is no such group.</exception>
    Task<IReadOnlyList<DirectoryMember>> ListMembersAsync(string groupId, CancellationToken ct);

    /// <summary><c>POST /groups/{id}/members/$ref</c>. Permission: GroupMember.ReadWrite.All, or Groups Administrator scoped to the restricted unit of the group.</summary>
    /// <returns>False: it was a member already (Graph answers 400).</returns>
    /// <exception cref="EntraException">NotFound: group or principal. ProtectedObject: a dynamic, synced, role-assignable or restricted group. Invalid: a dynamic group.</exception>
    Task<bool> AddMemberAsync(string groupId, string principalId, CancellationToken ct);

    /// <summary><c>DELETE /groups/{id}/members/{id}/$ref</c>. Permission: as for adding.</summary>
    /// <returns>False: it was no member (Graph answers 404).</returns>
    Task<bool> RemoveMemberAsync(string groupId, string principalId, CancellationToken ct);

    /// <summary><c>GET /servicePrincipals/{id}?$select=customSecurityAttributes</c>. Permission: CustomSecAttributeAssignment.Read.All.</summary>
    /// <returns>Null: not set.</returns>
    Task<string?> ReadTagAsync(string servicePrincipalId, SecurityTag tag, CancellationToken ct);

    /// <summary><c>PATCH /servicePrincipals/{id}</c> with this one custom security attribute; 204. Permission: CustomSecAttributeAssignment.ReadWrite.All.</summary>
    /// <param name="value">Null removes it.</param>
    Task WriteTagAsync(string servicePrincipalId, SecurityTag tag, string? value, CancellationToken ct);

    /// <summary><c>GET /identity/conditionalAccess/policies</c>, all pages. Permission: Policy.Read.All. Limit: 1 request a second for the whole tenant.</summary>
    Task<IReadOnlyList<PolicyJsonDocument>> ListPoliciesAsync(CancellationToken ct);

    /// <summary><c>GET /identity/conditionalAccess/policies/{id}</c>. Permission: Policy.Read.All. Limit: 1 request a second for the whole tenant.</summary>
    /// <returns>Null: there is no such policy.</returns>
    Task<PolicyJsonDocument?> ReadPolicyAsync(string policyId, CancellationToken ct);

    /// <summary><c>PATCH /identity/conditionalAccess/policies/{id}</c> with exactly this JSON; 204 without a body. Permission: Policy.Read.All and Policy.ReadWrite.ConditionalAccess. Limit: 1 request a second for the whole tenant.</summary>
    /// <remarks>
    /// There is no If-Match: a change that somebody else made in between is overwritten without a word. Objects are merged member by member; a list that is given
    /// <b>replaces</b> the whole list, so an empty array removes every entry. What is not given stays.
    /// </remarks>
    /// <param name="patch">UTF-8 JSON, such as <c>{"conditions":{"users":{"excludeUsers":["…"]}}}</c>.</param>
    /// <exception cref="EntraException">NotFound: no such policy. Invalid: not a policy afterwards, or an id in it does not exist.</exception>
    Task PatchPolicyAsync(string policyId, ReadOnlyMemory<byte> patch, CancellationToken ct);
}

/// <summary>A custom security attribute: its set and its name.</summary>
public sealed record SecurityTag(string Set, string Name);
