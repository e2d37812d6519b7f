using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>One object of the simulated tenant, as it is stored. Immutable: a change is a new record with the same id.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "object")]
[JsonDerivedType(typeof(TenantUser), "user")]
[JsonDerivedType(typeof(TenantGroup), "group")]
[JsonDerivedType(typeof(AdministrativeUnit), "administrativeUnit")]
[JsonDerivedType(typeof(DirectoryRole), "role")]
[JsonDerivedType(typeof(RoleAssignment), "roleAssignment")]
[JsonDerivedType(typeof(TenantApplication), "application")]
[JsonDerivedType(typeof(TenantServicePrincipal), "servicePrincipal")]
[JsonDerivedType(typeof(NamedLocation), "namedLocation")]
[JsonDerivedType(typeof(PolicyDocument), "policy")]
[JsonDerivedType(typeof(AppManagementPolicy), "appManagementPolicy")]
[JsonDerivedType(typeof(TenantSettings), "settings")]
[JsonDerivedType(typeof(PendingEffect), "pendingEffect")]
[JsonDerivedType(typeof(TenantCounter), "counter")]
[JsonDerivedType(typeof(UserSession), "session")]
[JsonDerivedType(typeof(LockoutState), "lockout")]
public abstract record TenantObject
{
    /// <summary>Object id, lower case.</summary>
    public required string Id { get; init; }
}
