using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The door of Graph: permissions, limits and faults, the same for every port. Holds no state of its own.</summary>
internal sealed class GraphGate(SimulatedTenant tenant, TenantCaller caller)
{
    public TenantCaller Caller => caller;

    public Task<T> ReadAsync<T>(string permission, Func<TenantAccess, T> read, CancellationToken ct) => CallAsync([permission], conditionalAccess: false, writes: false, read, ct);

    public Task<T> ReadPoliciesAsync<T>(Func<TenantAccess, T> read, CancellationToken ct) => CallAsync(["Policy.Read.All"], conditionalAccess: true, writes: false, read, ct);

    /// <param name="permissions">One of them is enough; empty: the work looks itself.</param>
    public Task<T> WriteAsync<T>(string[] permissions, Func<TenantAccess, T> write, CancellationToken ct) => CallAsync(permissions, conditionalAccess: false, writes: true, write, ct);

    public Task<T> WritePolicyAsync<T>(Func<TenantAccess, T> write, CancellationToken ct) =>
        CallAsync(["Policy.ReadWrite.ConditionalAccess"], conditionalAccess: true, writes: true, write, ct);

    public bool Has(string permission) => caller.Permissions.Contains(permission);

    private async Task<T> CallAsync<T>(string[] permissions, bool conditionalAccess, bool writes, Func<TenantAccess, T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (permissions.Length > 0 && !Array.Exists(permissions, Has))
        {
            throw new EntraException(EntraFault.Forbidden, $"Insufficient privileges to complete the operation: '{caller.DisplayName}' lacks {string.Join(" or ", permissions)}.");
        }

        var fault = tenant.Graph.Next(tenant.Now, conditionalAccess, writes);
        fault.ThrowBefore();
        var result = tenant.With(work);
        if (writes)
        {
            await tenant.FlushAsync();
        }

        fault.ThrowAfter();
        return result;
    }
}
