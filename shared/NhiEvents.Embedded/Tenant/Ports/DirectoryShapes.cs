using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>Objects as Graph shows them: without what only the simulation knows.</summary>
internal static class DirectoryShapes
{
    public static DirectoryUser Shape(this TenantUser user) => new(
        user.Id, user.UserPrincipalName, user.DisplayName, user.Enabled, user.IsGuest, user.Synced, user.CreatedAt, user.Department, user.HomeTenantId, user.SessionsValidFrom);

    public static DirectoryServicePrincipal Shape(this TenantServicePrincipal principal, bool attributes) => new(
        principal.Id,
        principal.AppId,
        principal.DisplayName,
        principal.Enabled,
        principal.ManagedIdentity,
        principal.OwnerTenantId,
        principal.MultiTenant,
        principal.AzureResourceId,
        attributes ? principal.Attributes : TenantUser.NoAttributes)
    {
        Credentials = [.. principal.Credentials.Select(Shape)],
        SamlThumbprint = principal.SamlThumbprint,
    };

    public static DirectoryApplication Shape(this TenantApplication application) => new(
        application.Id,
        application.AppId,
        application.DisplayName,
        application.MultiTenant,
        application.CreatedAt,
        [.. application.Credentials.Select(Shape)],
        [.. application.FederatedCredentials.Select(one => new FederatedTrust(one.Id, one.Name, one.Issuer, one.Subject, one.Audience))]);

    public static ApplicationCredential Shape(this AppCredential credential) => new(
        credential.KeyId,
        credential.Kind switch
        {
            AppCredentialKind.Password => ApplicationCredentialKind.Password,
            AppCredentialKind.Certificate => ApplicationCredentialKind.Certificate,
            AppCredentialKind.SamlSigning => ApplicationCredentialKind.SamlSigning,
        },
        credential.DisplayName,
        credential.StartsAt,
        credential.EndsAt,
        credential.Hint,
        credential.Kind is AppCredentialKind.Password ? null : credential.Proof);

    public static DirectoryGroup Shape(this TenantGroup group, ObjectStore objects) => new(
        group.Id,
        group.DisplayName,
        group.Rule,
        group.RoleAssignable,
        group.Synced,
        group.AdministrativeUnitId is { } unit && objects.Units.GetValueOrDefault(unit) is { Restricted: true } ? unit : null);

    public static DirectoryNamedLocation Shape(this NamedLocation location) =>
        new(location.Id, location.DisplayName, location.Trusted, location.Ranges, location.Countries, location.UnknownCountries);

    public static PolicyJsonDocument Shape(this PolicyDocument policy) => new(policy.Id, Encoding.UTF8.GetBytes(policy.Json));

    public static DirectoryMember MemberOf(ObjectStore objects, string id) =>
        new(id, objects.Users.ContainsKey(id) ? "user" : objects.ServicePrincipals.ContainsKey(id) ? "servicePrincipal" : "group");

    public static EntraException NotFound(string what, string id) => new(EntraFault.NotFound, $"Resource '{id}' does not exist or one of its queried reference-property objects are not present: no {what} has this id.");
}
