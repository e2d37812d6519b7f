using System.Text.Json.Nodes;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Attacks;

/// <summary>Of every account, application, group and policy at one moment: what a reaction or an exception could change.</summary>
public sealed class TenantPhotograph
{
    private readonly Dictionary<string, string> _states;

    private TenantPhotograph(Dictionary<string, string> states) => _states = states;

    public static TenantPhotograph Of(SimulatedTenant tenant) => new(
        tenant.Administration.All<TenantUser>().Select(user => (user.Id, State: $"{user.Enabled} {user.SessionsValidFrom:O}"))
            .Concat(tenant.Administration.All<TenantServicePrincipal>().Select(principal => (principal.Id, State: principal.Enabled.ToString())))
            .Concat(tenant.Administration.All<TenantApplication>().Select(application => (application.Id, State: string.Join(' ', application.Credentials.Select(credential => credential.KeyId)))))
            .Concat(tenant.Administration.All<TenantGroup>().SelectMany(group => group.Members.Select(member => (Id: MemberKey(group.Id, member), State: "member"))))
            .Concat(tenant.Administration.All<PolicyDocument>().Select(policy => (policy.Id, State: policy.Deleted ? "deleted" : JsonNode.Parse(policy.Json)!["conditions"]?.ToJsonString() ?? "")))
            .ToDictionary(one => one.Id, one => one.State, StringComparer.Ordinal));

    /// <summary>Stands for a membership among the ids.</summary>
    public static string MemberKey(string groupId, string memberId) => $"{groupId} {memberId}";

    /// <summary>Object ids, and keys of memberships, whose state is another one here than there.</summary>
    public IReadOnlyList<string> DifferencesFrom(TenantPhotograph earlier) =>
        [.. _states.Keys.Union(earlier._states.Keys).Where(id => _states.GetValueOrDefault(id) != earlier._states.GetValueOrDefault(id)).Order(StringComparer.Ordinal)];
}
