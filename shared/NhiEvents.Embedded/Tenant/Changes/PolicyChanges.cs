using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Tenant.Changes;

/// <summary>Changes of Conditional Access policies, named locations and tenant settings. Sign-ins see policies later.</summary>
internal static class PolicyChanges
{
    /// <summary>Adds the policy, or replaces its JSON.</summary>
    /// <exception cref="FormatException">It is no policy; nothing was changed.</exception>
    public static void Put(TenantAccess tenant, Actor by, string id, string json)
    {
        var compiled = PolicyCompiler.Compile(id, json);
        var before = tenant.Objects.Policies.GetValueOrDefault(id);
        tenant.Objects.Put(new PolicyDocument { Id = id, Json = json, EffectiveJson = before?.EffectiveJson });
        tenant.Effects.Add(EffectKind.PolicyChanged, id, json, tenant.Now + GroupChanges.Delay(tenant), tenant.Now);
        var change = new AuditProperty("ConditionalAccessPolicy", before?.Json, json);
        tenant.Audit(new AuditChange(
            before is null ? "Add conditional access policy" : "Update conditional access policy",
            "Policy",
            before is null ? "Add" : "Update",
            by,
            [new AuditTarget(id, "Policy", compiled.DisplayName, change)]));
    }

    public static void Delete(TenantAccess tenant, Actor by, PolicyDocument policy)
    {
        tenant.Objects.Put(policy with { Deleted = true });
        tenant.Effects.Add(EffectKind.PolicyRemoved, policy.Id, "", tenant.Now + GroupChanges.Delay(tenant), tenant.Now);
        tenant.Audit(new AuditChange(
            "Delete conditional access policy", "Policy", "Delete", by, [new AuditTarget(policy.Id, "Policy", null, new AuditProperty("ConditionalAccessPolicy", policy.Json, null))]));
    }

    public static void PutLocation(TenantAccess tenant, Actor by, NamedLocation location)
    {
        var before = tenant.Objects.Locations.GetValueOrDefault(location.Id);
        tenant.Objects.Put(location);
        tenant.Book.TakeLocations();
        var change = new AuditProperty("NamedLocation", before is null ? null : Text(before), Text(location));
        tenant.Audit(new AuditChange(
            before is null ? "Add named location" : "Update named location", "Policy", before is null ? "Add" : "Update", by, [new AuditTarget(location.Id, "Policy", location.DisplayName, change)]));
    }

    public static void PutSettings(TenantAccess tenant, Actor by, TenantSettings settings)
    {
        var before = tenant.Objects.Settings;
        tenant.Objects.Put(settings);
        if (before.SecurityDefaults != settings.SecurityDefaults)
        {
            var change = new AuditProperty("IsEnabled", Lower(before.SecurityDefaults), Lower(settings.SecurityDefaults));
            tenant.Audit(new AuditChange(
                settings.SecurityDefaults ? "Enable security defaults" : "Disable security defaults", "Policy", "Update", by, [new AuditTarget(settings.Id, "Policy", "Security Defaults", change)]));
        }

        if (!before.ExcludedUserActions.SetEquals(settings.ExcludedUserActions))
        {
            var change = new AuditProperty("UserActionExclusions", string.Join(' ', before.ExcludedUserActions), string.Join(' ', settings.ExcludedUserActions));
            tenant.Audit(new AuditChange("Update conditional access settings", "Policy", "Update", by, [new AuditTarget(settings.Id, "Policy", "Conditional Access settings", change)]));
        }
    }

    private static string Text(NamedLocation location) => string.Join(' ', location.Ranges.Concat(location.Countries).Prepend(location.Trusted ? "trusted" : "untrusted"));

    private static string Lower(bool value) => value ? "true" : "false";
}
