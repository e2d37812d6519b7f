using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The directory port on the simulated tenant.</summary>
public sealed class EmbeddedDirectory(SimulatedTenant tenant, TenantCaller caller) : IDirectory
{
    private const int PageSize = 999;
    private const string Users = "User.Read.All";
    private const string Applications = "Application.Read.All";
    private const string Groups = "GroupMember.Read.All";

    private readonly GraphGate _graph = new(tenant, caller);

    private bool Attributes => _graph.Has("CustomSecAttributeAssignment.Read.All") || _graph.Has("CustomSecAttributeAssignment.ReadWrite.All");

    public Task<DirectoryUser?> FindUserAsync(string id, CancellationToken ct) =>
        _graph.ReadAsync(Users, access => access.Objects.Users.GetValueOrDefault(id) is { DeletedAt: null } user ? user.Shape() : null, ct);

    public IAsyncEnumerable<DirectoryUser> ListUsersAsync(CancellationToken ct) =>
        PagesAsync(Users, objects => objects.Users, user => user.DeletedAt is null ? user.Shape() : null, ct);

    public Task<DirectoryServicePrincipal?> FindServicePrincipalAsync(string id, CancellationToken ct) =>
        _graph.ReadAsync(Applications, access => access.Objects.ServicePrincipals.GetValueOrDefault(id)?.Shape(Attributes), ct);

    public Task<DirectoryServicePrincipal?> FindServicePrincipalByAppAsync(string appId, CancellationToken ct) =>
        _graph.ReadAsync(Applications, access => access.Objects.PrincipalByApp(appId)?.Shape(Attributes), ct);

    public IAsyncEnumerable<DirectoryServicePrincipal> ListServicePrincipalsAsync(CancellationToken ct) =>
        PagesAsync(Applications, objects => objects.ServicePrincipals, principal => principal.Shape(Attributes), ct);

    public Task<DirectoryApplication?> FindApplicationAsync(string id, CancellationToken ct) =>
        _graph.ReadAsync(Applications, access => access.Objects.Applications.GetValueOrDefault(id) is { Foreign: false } application ? application.Shape() : null, ct);

    public IAsyncEnumerable<DirectoryApplication> ListApplicationsAsync(CancellationToken ct) =>
        PagesAsync(Applications, objects => objects.Applications, application => application.Foreign ? null : application.Shape(), ct);

    public Task<IReadOnlyList<string>> ListOwnersAsync(string applicationOrServicePrincipalId, CancellationToken ct) => _graph.ReadAsync(
        Applications,
        access => (IReadOnlyList<string>)[.. access.Objects.Applications.GetValueOrDefault(applicationOrServicePrincipalId) is { Foreign: false } application ? application.Owners
            : access.Objects.ServicePrincipals.GetValueOrDefault(applicationOrServicePrincipalId)?.Owners
            ?? throw DirectoryShapes.NotFound("application or service principal", applicationOrServicePrincipalId)],
        ct);

    public Task<DirectoryGroup?> FindGroupAsync(string id, CancellationToken ct) =>
        _graph.ReadAsync(Groups, access => access.Objects.Groups.GetValueOrDefault(id)?.Shape(access.Objects), ct);

    public IAsyncEnumerable<DirectoryGroup> ListGroupsAsync(CancellationToken ct) =>
        PagesAsync(Groups, objects => objects.Groups, (group, objects) => group.Shape(objects), ct);

    public async IAsyncEnumerable<DirectoryMember> ListMembersAsync(string groupId, bool transitive, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = "";
        while (true)
        {
            var page = await _graph.ReadAsync(Groups, access => MemberPage(access.Objects, groupId, transitive, after), ct);
            foreach (var member in page)
            {
                yield return member;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    public Task<IReadOnlyList<string>> ListGroupsOfAsync(string principalId, CancellationToken ct) => _graph.ReadAsync(
        Groups,
        access => (IReadOnlyList<string>)[.. CurrentState.GroupsOf(access.Objects, Known(access.Objects, principalId)).Order(StringComparer.Ordinal)],
        ct);

    public Task<IReadOnlyList<DirectoryRoleAssignment>> ListRoleAssignmentsAsync(string principalId, CancellationToken ct) => _graph.ReadAsync(
        "RoleManagement.Read.Directory",
        access => (IReadOnlyList<DirectoryRoleAssignment>)[.. access.Objects.AssignmentsOf(principalId)
            .Where(one => !one.Scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
            .OrderBy(one => one.Id, StringComparer.Ordinal)
            .Select(one => Shape(one, access.Objects.Roles.GetValueOrDefault(one.RoleId)))],
        ct);

    public async IAsyncEnumerable<PolicyJsonDocument> ListPoliciesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var policy in await _graph.ReadPoliciesAsync(access => access.Objects.Policies.Values.Where(one => !one.Deleted).Select(one => one.Shape()).ToList(), ct))
        {
            yield return policy;
        }
    }

    public async IAsyncEnumerable<DirectoryNamedLocation> ListNamedLocationsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var location in await _graph.ReadPoliciesAsync(access => access.Objects.Locations.Values.Select(one => one.Shape()).ToList(), ct))
        {
            yield return location;
        }
    }

    public Task<MfaSettings> ReadMfaSettingsAsync(string userId, CancellationToken ct) => _graph.ReadAsync(
        "Policy.Read.All",
        access => access.Objects.Users.GetValueOrDefault(userId) is { DeletedAt: null } user
            ? new MfaSettings(access.Objects.Settings.SecurityDefaults, user.PerUserMfa.ToString().ToLowerInvariant())
            : throw DirectoryShapes.NotFound("user", userId),
        ct);

    public Task<TenantAccessSettings> ReadTenantSettingsAsync(CancellationToken ct) =>
        _graph.ReadPoliciesAsync(access => new TenantAccessSettings(access.Objects.Settings.SecurityDefaults, _graph.Has("Policy.Read.ConditionalAccess") ? [.. access.Objects.Settings.ExcludedUserActions] : null), ct);

    public Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct) =>
        _graph.ReadPoliciesAsync(access => CurrentState.WhatIf(access, question), ct);

    /// <summary>Of a principal that is not known Graph says not found, also where it is a member still.</summary>
    private static string Known(ObjectStore objects, string principalId) =>
        objects.Users.ContainsKey(principalId) || objects.ServicePrincipals.ContainsKey(principalId) || objects.Groups.ContainsKey(principalId) ? principalId : throw DirectoryShapes.NotFound("principal", principalId);

    private static DirectoryRoleAssignment Shape(RoleAssignment assignment, DirectoryRole? role) =>
        new(assignment.Id, assignment.RoleId, role?.DisplayName ?? assignment.RoleId, assignment.PrincipalId, assignment.Scope, role?.Privileged ?? true);

    private static List<DirectoryMember> MemberPage(ObjectStore objects, string groupId, bool transitive, string after)
    {
        var group = objects.Groups.GetValueOrDefault(groupId) ?? throw DirectoryShapes.NotFound("group", groupId);
        var members = transitive ? CurrentState.AllMembers(objects, group) : group.Rule is not null ? CurrentState.Members(objects, group) : group.Members;
        return [.. members.Where(id => string.CompareOrdinal(id, after) > 0).Take(PageSize).Select(id => DirectoryShapes.MemberOf(objects, id))];
    }

    private IAsyncEnumerable<TShape> PagesAsync<TObject, TShape>(
        string permission, Func<ObjectStore, SortedDictionary<string, TObject>> all, Func<TObject, TShape?> shape, CancellationToken ct)
        where TShape : class => PagesAsync(permission, all, (one, _) => shape(one), ct);

    /// <summary>Each page is a request of its own, so what changes in between shows in later pages, as in Graph.</summary>
    private async IAsyncEnumerable<TShape> PagesAsync<TObject, TShape>(
        string permission,
        Func<ObjectStore, SortedDictionary<string, TObject>> all,
        Func<TObject, ObjectStore, TShape?> shape,
        [EnumeratorCancellation] CancellationToken ct)
        where TShape : class
    {
        string[] ids = [.. await _graph.ReadAsync(permission, access => all(access.Objects).Keys.ToList(), ct)];
        for (var from = 0; from < ids.Length; from += PageSize)
        {
            var page = ids[from..Math.Min(from + PageSize, ids.Length)];
            IReadOnlyList<TShape> Read(TenantAccess access) => [.. page.Select(one => all(access.Objects).GetValueOrDefault(one)).OfType<TObject>().Select(one => shape(one, access.Objects)).OfType<TShape>()];
            foreach (var one in from == 0 ? tenant.With(Read) : await _graph.ReadAsync(permission, Read, ct))
            {
                yield return one;
            }
        }
    }
}
