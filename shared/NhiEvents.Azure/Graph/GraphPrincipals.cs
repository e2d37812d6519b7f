using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Service principals, with their custom security attributes where we may read them.</summary>
/// <remarks>Graph refuses a request that asks for attributes without CustomSecAttributeAssignment.Read.All as a whole: it is sent again without them.</remarks>
internal sealed class GraphPrincipals(RestApi graph)
{
    private const string Permission = "Application.Read.All";

    /// <param name="path">Below the version.</param>
    public async Task<DirectoryServicePrincipal?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return await graph.FindAsync(Get(path, "?", attributes: true), DirectoryJson.Principal, ct);
        }
        catch (EntraException e) when (e.Fault is EntraFault.Forbidden)
        {
            return await graph.FindAsync(Get(path, "?", attributes: false), DirectoryJson.Principal, ct);
        }
    }

    public async IAsyncEnumerable<DirectoryServicePrincipal> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var attributes = await MayReadAttributesAsync(ct);
        await foreach (var principal in graph.ListAsync(Get("servicePrincipals", "?$top=999&", attributes), DirectoryJson.Principal, ct))
        {
            yield return principal;
        }
    }

    /// <summary>Asked with a page of one, so that a long list does not begin twice.</summary>
    private async Task<bool> MayReadAttributesAsync(CancellationToken ct)
    {
        try
        {
            await graph.SendAsync(ApiRequest.Get("v1.0/servicePrincipals?$top=1&$select=id,customSecurityAttributes", ApiFamily.Directory, Permission), ct);
            return true;
        }
        catch (EntraException e) when (e.Fault is EntraFault.Forbidden)
        {
            return false;
        }
    }

    private static ApiRequest Get(string path, string query, bool attributes) =>
        ApiRequest.Get($"v1.0/{path}{query}$select={DirectoryJson.PrincipalFields}{(attributes ? ",customSecurityAttributes" : "")}", ApiFamily.Directory, Permission);
}
