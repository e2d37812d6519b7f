using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The identity that one of our apps calls Graph as, and what it is granted.</summary>
/// <param name="Permissions">Graph application permissions, and Azure actions for role assignments.</param>
public sealed record TenantCaller(string ServicePrincipalId, string AppId, string DisplayName, IReadOnlySet<string> Permissions)
{
    internal Actor Actor => new(ServicePrincipalId, DisplayName, IsUser: false) { AppId = AppId };
}
