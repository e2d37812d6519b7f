using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>A tenant's collections as Microsoft Graph's own pages: what a person would export by hand. Reads only.</summary>
/// <remarks>Every method may throw <see cref="EntraException"/>. A collection whose reading throws has been read in part.</remarks>
public sealed class TenantExport(RestApi graph)
{
    /// <summary>Pages as UTF-8 JSON, <c>{"value":[…]}</c>, in the order in which Graph gives them.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(ExportSource collection, CancellationToken ct) =>
        graph.PagesAsync(ApiRequest.Get(collection.Address, collection.Family, collection.Permission), page => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(page.GetRawText()), ct);

    /// <summary>The tenant that the token is for.</summary>
    public async Task<string> ReadTenantIdAsync(CancellationToken ct) =>
        (await graph.ListAsync(ApiRequest.Get("v1.0/organization?$select=id", ApiFamily.Directory, "User.Read or Organization.Read.All"), one => one.Needed("id"), ct).ToListAsync(ct))[0];

    /// <summary>Names of the service plans that the tenant's subscriptions hold and that are in force, such as <c>AAD_PREMIUM</c>.</summary>
    public async Task<IReadOnlySet<string>> ReadServicePlansAsync(CancellationToken ct)
    {
        var subscriptions = await graph.ListAsync(
            ApiRequest.Get("v1.0/subscribedSkus?$select=capabilityStatus,servicePlans", ApiFamily.Directory, "LicenseAssignment.Read.All"),
            subscription => subscription.Text("capabilityStatus") is "Enabled" or "Warning"
                ? subscription.Items("servicePlans").Where(plan => plan.Text("provisioningStatus") == "Success").Select(plan => plan.Text("servicePlanName")).OfType<string>().ToList()
                : [],
            ct).ToListAsync(ct);
        return subscriptions.SelectMany(plans => plans).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>A collection that can be exported.</summary>
public sealed class ExportSource
{
    private ExportSource(string name, string permission, string address, ApiFamily family) => (Name, Permission, Address, Family) = (name, permission, address, family);

    /// <summary>Accounts of users, by what classification asks for.</summary>
    public static ExportSource Users { get; } = new(
        "users",
        "User.Read.All",
        "v1.0/users?$select=id,displayName,userPrincipalName,accountEnabled,userType,onPremisesSyncEnabled,onPremisesSamAccountName,onPremisesSecurityIdentifier&$top=999",
        ApiFamily.Directory);

    /// <summary>With owners. Selects <c>keyCredentials</c>, which has a limit of its own.</summary>
    public static ExportSource ServicePrincipals { get; } = new("service principals", "Application.Read.All", "v1.0/servicePrincipals?$expand=owners&$top=100", ApiFamily.KeyCredentials);

    /// <inheritdoc cref="ServicePrincipals"/>
    public static ExportSource Applications { get; } = new("applications", "Application.Read.All", "v1.0/applications?$expand=owners&$top=100", ApiFamily.KeyCredentials);

    /// <summary>When each application was last used, in four ways; in the beta version only.</summary>
    public static ExportSource Activities { get; } = new("sign-in activities of applications", "AuditLog.Read.All", "beta/reports/servicePrincipalSignInActivities", ApiFamily.Directory);

    /// <summary>Conditional Access.</summary>
    public static ExportSource Policies { get; } = new("Conditional Access policies", "Policy.Read.All", GraphPolicies.All.Address, ApiFamily.ConditionalAccess);

    /// <summary>As a person would call it.</summary>
    public string Name { get; }

    /// <summary>What reading it needs.</summary>
    public string Permission { get; }

    internal string Address { get; }

    internal ApiFamily Family { get; }
}
