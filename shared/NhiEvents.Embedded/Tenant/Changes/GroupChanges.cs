using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Tenant.Changes;

/// <summary>Changes of group membership. Sign-ins see them later.</summary>
internal static class GroupChanges
{
    /// <returns>False: it was a member already.</returns>
    public static bool Add(TenantAccess tenant, Actor by, TenantGroup group, string member) =>
        !group.Members.Contains(member) && Change(tenant, by, group with { Members = group.Members.Add(member) }, member, EffectKind.MemberAdded);

    /// <returns>False: it was no member.</returns>
    public static bool Remove(TenantAccess tenant, Actor by, TenantGroup group, string member) =>
        group.Members.Contains(member) && Change(tenant, by, group with { Members = group.Members.Remove(member) }, member, EffectKind.MemberRemoved);

    private static bool Change(TenantAccess tenant, Actor by, TenantGroup after, string member, EffectKind kind)
    {
        tenant.Objects.Put(after);
        tenant.Effects.Add(kind, after.Id, member, tenant.Now + Delay(tenant), tenant.Now);
        var added = kind is EffectKind.MemberAdded;
        AuditProperty[] properties =
        [
            new("Group.ObjectID", added ? null : Quoted(after.Id), added ? Quoted(after.Id) : null),
            new("Group.DisplayName", added ? null : Quoted(after.DisplayName), added ? Quoted(after.DisplayName) : null),
        ];
        tenant.Audit(new AuditChange(
            added ? "Add member to group" : "Remove member from group",
            "GroupManagement",
            added ? "Assign" : "Unassign",
            by,
            [TargetOf(tenant.Objects, member, properties), new AuditTarget(after.Id, "Group", after.DisplayName)]));
        return true;
    }

    internal static AuditTarget TargetOf(ObjectStore objects, string id, params AuditProperty[] properties) =>
        objects.Users.TryGetValue(id, out var user) ? new AuditTarget(id, "User", user.UserPrincipalName, properties)
        : objects.ServicePrincipals.TryGetValue(id, out var principal) ? new AuditTarget(id, "ServicePrincipal", principal.DisplayName, properties)
        : objects.Applications.TryGetValue(id, out var application) ? new AuditTarget(id, "Application", application.DisplayName, properties)
        : new AuditTarget(id, "Group", objects.Groups.GetValueOrDefault(id)?.DisplayName, properties);

    internal static string Quoted(string? text) => $"\"{text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    internal static TimeSpan Delay(TenantAccess tenant) =>
        tenant.Options.Timings.PolicyEffect.Pick(tenant.Chance.Share(0xEFFEC7, tenant.Objects.NextNumber()));
}
