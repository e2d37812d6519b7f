namespace NhiEvents.Azure.Graph;

/// <summary>Parts of the interfaces that are throttled apart from each other.</summary>
internal enum ApiFamily
{
    /// <summary>Users, groups, applications, service principals, roles.</summary>
    Directory,

    /// <summary>Requests that select <c>keyCredentials</c>.</summary>
    KeyCredentials,

    /// <summary>Policies, named locations, What If.</summary>
    ConditionalAccess,

    /// <summary>Role assignments in Azure Resource Manager.</summary>
    AzureRoles,
}

/// <summary>How fast one process may ask, by family. One object for the whole process, so that its ports share the budgets.</summary>
/// <remarks>
/// <para>Conditional Access: the documented limit is 1 request a second for the tenant, reads included. A tenth is added, because the service counts arrivals.</para>
/// <para>Key credentials: the documented limit is 150 requests a minute for the tenant; some are left to others.</para>
/// <para>Directory: the documented limit is in resource units, 3,500 to 8,000 in 10 seconds by size of the tenant, and a request costs 1 to 5.</para>
/// <para>Azure roles: well below the documented refill of 25 reads and 10 writes a second for a principal and subscription.</para>
/// <para>Other processes ask as well, so a 429 can still come: <see cref="RestApi"/> waits then.</para>
/// </remarks>
public sealed class RequestBudgets(TimeProvider time)
{
    private readonly RequestBudget _directory = new(300, TimeSpan.FromSeconds(10), time);
    private readonly RequestBudget _keyCredentials = new(100, TimeSpan.FromMinutes(1), time);
    private readonly RequestBudget _conditionalAccess = new(1, TimeSpan.FromSeconds(1.1), time);
    private readonly RequestBudget _azureRoles = new(5, TimeSpan.FromSeconds(1), time);

    internal RequestBudget Of(ApiFamily family) => family switch
    {
        ApiFamily.Directory => _directory,
        ApiFamily.KeyCredentials => _keyCredentials,
        ApiFamily.ConditionalAccess => _conditionalAccess,
        ApiFamily.AzureRoles => _azureRoles,
    };
}
