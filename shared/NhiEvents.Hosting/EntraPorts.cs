using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NhiEvents.Azure;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>The ports to Microsoft Entra, each by itself: what an app's <c>Program.cs</c> adds is what its identity must be granted (docs/permissions.md).</summary>
/// <remarks>After <see cref="AzurePorts.AddAzurePorts"/>, whose settings they share. One HTTP client and one set of budgets serve all of them in a process.</remarks>
public static class EntraPorts
{
    /// <summary>The tenant's logs. Permission: AuditLog.Read.All (risk detections: IdentityRiskEvent.Read.All).</summary>
    public static IServiceCollection AddEntraLogs(this IServiceCollection services) => services.Shared().AddSingleton<IEntraLogs>(provider =>
    {
        var endpoint = new Uri(Options(provider).Graph.Endpoint);
        return new GraphEntraLogs(Graph(provider, endpoint).SendAsync, endpoint);
    });

    /// <summary>
    /// Reads of the directory. Permissions: User.Read.All, Application.Read.All, GroupMember.Read.All, Policy.Read.All; RoleManagement.Read.Directory for roles,
    /// AdministrativeUnit.Read.All for the unit of a restricted group, CustomSecAttributeAssignment.Read.All for tags.
    /// </summary>
    public static IServiceCollection AddEntraDirectory(this IServiceCollection services) =>
        services.Shared().AddSingleton<IDirectory>(provider => new GraphDirectory(GraphApi(provider)));

    /// <summary>
    /// Exclusions. Permissions: GroupMember.Read.All; Groups Administrator on the restricted administrative unit that holds the exclusion groups; for service principals
    /// CustomSecAttributeAssignment.ReadWrite.All or Policy.ReadWrite.ConditionalAccess.
    /// </summary>
    public static IServiceCollection AddEntraExclusions(this IServiceCollection services) =>
        services.Shared().AddSingleton<IExclusions>(provider => new GraphExclusions(GraphApi(provider)));

    /// <summary>Credentials of applications that our identity owns. Permissions: Application.ReadWrite.OwnedBy, Application.Read.All, Policy.Read.All.</summary>
    public static IServiceCollection AddEntraCredentials(this IServiceCollection services) =>
        services.Shared().AddSingleton<ICredentials>(provider => new GraphCredentials(GraphApi(provider)));

    /// <summary>
    /// Containment. Permissions: User.EnableDisableAccount.All, User.Read.All, User.RevokeSessions.All, Application.ReadWrite.OwnedBy; in Azure
    /// Microsoft.Authorization/roleAssignments/read, write and delete on the scopes of <c>ResourceManager:scopes</c>.
    /// </summary>
    public static IServiceCollection AddEntraContainment(this IServiceCollection services) =>
        services.Shared().AddSingleton<IContainment>(provider => new GraphContainment(GraphApi(provider), Roles(provider)));

    private static IServiceCollection Shared(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new RequestBudgets(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(_ => new EntraHttp(GraphHttp.Create()));
        return services;
    }

    private static RestApi GraphApi(IServiceProvider services)
    {
        var endpoint = new Uri(Options(services).Graph.Endpoint);
        return Api(services, "Microsoft Graph", Graph(services, endpoint), endpoint);
    }

    private static AzureRoles Roles(IServiceProvider services)
    {
        var arm = Options(services).ResourceManager;
        var endpoint = new Uri(arm.Endpoint);
        return new AzureRoles(Api(services, "Azure Resource Manager", Call(services, arm.ClientId, endpoint), endpoint), arm.Scopes);
    }

    private static RestApi Api(IServiceProvider services, string name, GraphCall call, Uri endpoint) =>
        new(name, call.SendAsync, endpoint, services.GetRequiredService<RequestBudgets>(), services.GetRequiredService<TimeProvider>());

    private static GraphCall Graph(IServiceProvider services, Uri endpoint) => Call(services, Options(services).Graph.ClientId, endpoint);

    private static GraphCall Call(IServiceProvider services, string? clientId, Uri endpoint) =>
        new(services.GetRequiredService<EntraHttp>().Client, services.GetRequiredService<AzureCredentials>().For(clientId), endpoint);

    private static AzureOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<AzureOptions>>().Value;

    /// <summary>Named by a type of its own, so that no other use of <see cref="HttpClient"/> in an app gets this one.</summary>
    private sealed record EntraHttp(HttpClient Client);
}
