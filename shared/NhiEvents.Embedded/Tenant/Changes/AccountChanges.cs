using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Changes;

/// <summary>Changes of users, service principals and roles.</summary>
internal static class AccountChanges
{
    public static void SetEnabled(TenantAccess tenant, Actor by, TenantUser user, bool enabled) => Save(
        tenant,
        by,
        user with { DisabledAt = enabled ? null : tenant.Now },
        enabled ? "Enable account" : "Disable account",
        new AuditProperty("AccountEnabled", Flag(user.Enabled), Flag(enabled)));

    public static void SetEnabled(TenantAccess tenant, Actor by, TenantServicePrincipal principal, bool enabled)
    {
        tenant.Objects.Put(principal with { DisabledAt = enabled ? null : tenant.Now });
        tenant.Audit(new AuditChange(
            "Update service principal",
            "ApplicationManagement",
            "Update",
            by,
            [new AuditTarget(principal.Id, "ServicePrincipal", principal.DisplayName, new AuditProperty("AccountEnabled", Flag(principal.Enabled), Flag(enabled)))]));
    }

    public static void RevokeSessions(TenantAccess tenant, Actor by, TenantUser user) => Save(
        tenant, by, user with { SessionsValidFrom = tenant.Now, SessionsEndedByPassword = false }, "Update StsRefreshTokenValidFrom Timestamp", new AuditProperty("StsRefreshTokensValidFrom", null, null));

    public static void SetPassword(TenantAccess tenant, Actor by, TenantUser user, string text, bool mustChange) => Save(
        tenant,
        by,
        user with { PasswordHash = SecretHash.Of(text), PasswordChangedAt = tenant.Now, MustChangePassword = mustChange, SessionsValidFrom = tenant.Now, SessionsEndedByPassword = true },
        by.Id == user.Id ? "Change user password" : "Reset user password");

    public static void SetPerUserMfa(TenantAccess tenant, Actor by, TenantUser user, PerUserMfa state) => Save(
        tenant,
        by,
        user with { PerUserMfa = state },
        state is PerUserMfa.Disabled ? "Disable Strong Authentication" : "Enable Strong Authentication",
        new AuditProperty("StrongAuthenticationRequirement", $"\"{user.PerUserMfa}\"", $"\"{state}\""));

    public static void Delete(TenantAccess tenant, Actor by, TenantUser user) => Save(tenant, by, user with { DeletedAt = tenant.Now }, "Delete user");

    public static void SetAttribute(TenantAccess tenant, Actor by, TenantServicePrincipal principal, string key, string? value)
    {
        var attributes = value is null ? principal.Attributes.Remove(key) : principal.Attributes.SetItem(key, value);
        tenant.Objects.Put(principal with { Attributes = attributes });
        tenant.Audit(new AuditChange(
            "Update attribute values assigned to a servicePrincipal",
            "AttributeManagement",
            "Update",
            by,
            [new AuditTarget(principal.Id, "ServicePrincipal", principal.DisplayName, new AuditProperty(key, GroupChanges.Quoted(principal.Attributes.GetValueOrDefault(key)), GroupChanges.Quoted(value)))]));
    }

    public static RoleAssignment Assign(TenantAccess tenant, Actor by, string roleId, string principalId, string scope)
    {
        var assignment = new RoleAssignment { Id = tenant.Chance.Id($"assignment|{roleId}|{principalId}|{scope}"), RoleId = roleId, PrincipalId = principalId, Scope = scope };
        tenant.Objects.Put(assignment);
        AuditRole(tenant, by, assignment, "Add member to role", "Assign");
        return assignment;
    }

    public static void Unassign(TenantAccess tenant, Actor by, RoleAssignment assignment)
    {
        tenant.Objects.Remove(assignment);
        AuditRole(tenant, by, assignment, "Remove member from role", "Unassign");
    }

    /// <summary>Azure's own role assignments are in the Activity Log; the directory's audit log has directory roles only.</summary>
    private static void AuditRole(TenantAccess tenant, Actor by, RoleAssignment assignment, string activity, string type)
    {
        tenant.Book.Forget(assignment.PrincipalId);
        if (!assignment.Scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
        {
            var name = tenant.Objects.Roles.GetValueOrDefault(assignment.RoleId)?.DisplayName;
            AuditProperty[] role = [new("Role.DisplayName", null, GroupChanges.Quoted(name)), new("Role.TemplateId", null, GroupChanges.Quoted(assignment.RoleId))];
            tenant.Audit(new AuditChange(
                activity, "RoleManagement", type, by, [GroupChanges.TargetOf(tenant.Objects, assignment.PrincipalId, role), new AuditTarget(assignment.RoleId, "Role", null)]));
        }
    }

    private static void Save(TenantAccess tenant, Actor by, TenantUser after, string activity, params AuditProperty[] properties)
    {
        tenant.Objects.Put(after);
        tenant.Book.Forget(after.Id);
        tenant.Audit(new AuditChange(activity, "UserManagement", "Update", by, [new AuditTarget(after.Id, "User", after.UserPrincipalName, properties)]));
    }

    private static string Flag(bool value) => value ? "[true]" : "[false]";
}
