using NhiEvents.Embedded.Tenant.Changes;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Tenant;

/// <summary>Changes as people, applications and attackers make them, each with its audit record. Permissions are not looked at here: the ports do.</summary>
/// <remarks>An id that is not there is a <see cref="KeyNotFoundException"/>.</remarks>
public sealed class TenantAdministration(SimulatedTenant tenant)
{
    /// <summary>Puts objects as they are, in effect at once and without a trace: for a seed and for tests.</summary>
    public void Seed(IEnumerable<TenantObject> objects) => tenant.With(access =>
    {
        foreach (var value in objects)
        {
            SeedOne(access, value);
        }

        return true;
    });

    /// <summary>Reads an object; null when there is none.</summary>
    public T? Find<T>(string id)
        where T : TenantObject => tenant.With(access => Lookup(access.Objects, id) as T);

    /// <summary>Every object of a kind, by id.</summary>
    public IReadOnlyList<T> All<T>()
        where T : TenantObject => tenant.With(access => (IReadOnlyList<T>)[.. Everything(access.Objects).OfType<T>()]);

    public TenantUser? FindUser(string userPrincipalName) => tenant.With(access => access.Objects.UserByName(userPrincipalName));

    public TenantApplication? FindApplication(string appId) => tenant.With(access => access.Objects.ApplicationByApp(appId));

    public TenantServicePrincipal? FindServicePrincipal(string appId) => tenant.With(access => access.Objects.PrincipalByApp(appId));

    public TenantSettings Settings => tenant.With(access => access.Objects.Settings);

    public bool AddMember(Actor by, string groupId, string memberId) => tenant.With(access => GroupChanges.Add(access, by, access.Objects.Groups[groupId], memberId));

    public bool RemoveMember(Actor by, string groupId, string memberId) => tenant.With(access => GroupChanges.Remove(access, by, access.Objects.Groups[groupId], memberId));

    /// <exception cref="FormatException">It is no policy.</exception>
    public void PutPolicy(Actor by, string id, string json) => Do(access => PolicyChanges.Put(access, by, id, json));

    public void DeletePolicy(Actor by, string id) => Do(access => PolicyChanges.Delete(access, by, access.Objects.Policies[id]));

    public void PutLocation(Actor by, NamedLocation location) => Do(access => PolicyChanges.PutLocation(access, by, location));

    public void PutSettings(Actor by, TenantSettings settings) => Do(access => PolicyChanges.PutSettings(access, by, settings));

    /// <returns>Key id, and the secret's text.</returns>
    public (string KeyId, string Secret) AddPassword(Actor by, string applicationId, string? displayName, DateTimeOffset startsAt, DateTimeOffset endsAt) => tenant.With(access =>
    {
        var (stored, secret) = CredentialChanges.AddPassword(access, by, access.Objects.Applications[applicationId], displayName, startsAt, endsAt);
        return (stored.KeyId, secret);
    });

    public string AddCertificate(Actor by, string applicationId, string? displayName, string thumbprint, DateTimeOffset startsAt, DateTimeOffset endsAt) =>
        tenant.With(access => CredentialChanges.AddCertificate(access, by, access.Objects.Applications[applicationId], displayName, thumbprint, startsAt, endsAt).KeyId);

    public bool RemoveCredential(Actor by, string applicationId, string keyId) =>
        tenant.With(access => CredentialChanges.Remove(access, by, access.Objects.Applications[applicationId], keyId));

    public void SetUserEnabled(Actor by, string userId, bool enabled) => Do(access => AccountChanges.SetEnabled(access, by, access.Objects.Users[userId], enabled));

    public void SetServicePrincipalEnabled(Actor by, string principalId, bool enabled) =>
        Do(access => AccountChanges.SetEnabled(access, by, access.Objects.ServicePrincipals[principalId], enabled));

    public void RevokeSessions(Actor by, string userId) => Do(access => AccountChanges.RevokeSessions(access, by, access.Objects.Users[userId]));

    public void SetPassword(Actor by, string userId, string text, bool mustChange = false) =>
        Do(access => AccountChanges.SetPassword(access, by, access.Objects.Users[userId], text, mustChange));

    public void SetPerUserMfa(Actor by, string userId, PerUserMfa state) => Do(access => AccountChanges.SetPerUserMfa(access, by, access.Objects.Users[userId], state));

    public void DeleteUser(Actor by, string userId) => Do(access => AccountChanges.Delete(access, by, access.Objects.Users[userId]));

    /// <param name="key"><c>Set.Name</c>.</param>
    /// <param name="value">Null removes it.</param>
    public void SetAttribute(Actor by, string principalId, string key, string? value) =>
        Do(access => AccountChanges.SetAttribute(access, by, access.Objects.ServicePrincipals[principalId], key, value));

    public string AssignRole(Actor by, string roleId, string principalId, string scope) => tenant.With(access => AccountChanges.Assign(access, by, roleId, principalId, scope).Id);

    public void RemoveAssignment(Actor by, string assignmentId) => Do(access => AccountChanges.Unassign(access, by, access.Objects.RoleAssignments[assignmentId]));

    internal static TenantObject? Lookup(ObjectStore objects, string id) =>
        objects.Users.GetValueOrDefault(id) as TenantObject
        ?? objects.ServicePrincipals.GetValueOrDefault(id) as TenantObject
        ?? objects.Applications.GetValueOrDefault(id) as TenantObject
        ?? objects.Groups.GetValueOrDefault(id) as TenantObject
        ?? objects.Policies.GetValueOrDefault(id) as TenantObject
        ?? objects.Locations.GetValueOrDefault(id) as TenantObject
        ?? objects.Units.GetValueOrDefault(id) as TenantObject
        ?? objects.RoleAssignments.GetValueOrDefault(id) as TenantObject
        ?? objects.Roles.GetValueOrDefault(id) as TenantObject
        ?? objects.Sessions.GetValueOrDefault(id);

    private static IEnumerable<TenantObject> Everything(ObjectStore objects) =>
    [
        .. objects.Users.Values, .. objects.Groups.Values, .. objects.Units.Values, .. objects.Roles.Values, .. objects.RoleAssignments.Values,
        .. objects.Applications.Values, .. objects.ServicePrincipals.Values, .. objects.Locations.Values, .. objects.Policies.Values, .. objects.ManagementPolicies.Values,
    ];

    private static void SeedOne(TenantAccess access, TenantObject value)
    {
        var before = value is TenantGroup group ? access.Objects.Groups.GetValueOrDefault(group.Id) : null;
        access.Objects.Put(value is PolicyDocument policy ? policy with { EffectiveJson = policy.Json } : value);
        switch (value)
        {
            case TenantGroup after:
                access.Book.TakeGroup(before, after);
                break;
            case PolicyDocument taken:
                access.Book.Apply(new PendingEffect(EffectKind.PolicyChanged, access.Now, 0, taken.Id, taken.Json) { Id = taken.Id });
                break;
            case NamedLocation:
                access.Book.TakeLocations();
                break;
            case RoleAssignment assignment:
                access.Book.Forget(assignment.PrincipalId);
                break;
            case TenantUser user:
                access.Book.Forget(user.Id);
                break;
            default:
                break; // nothing that policies have worked out depends on it
        }
    }

    private void Do(Action<TenantAccess> change) => tenant.With(access =>
    {
        change(access);
        return true;
    });
}
