using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Who may change what in Azure, and how they do it.</summary>
internal sealed class AzureScopes(SimulatedTenant tenant)
{
    private const string Operation = "Microsoft.Web/sites/write";

    private readonly ILookup<string, string> _scopes = tenant.Administration.All<RoleAssignment>()
        .Where(assignment => assignment.Scope.StartsWith("/subscriptions/", StringComparison.Ordinal))
        .ToLookup(assignment => assignment.PrincipalId, assignment => assignment.Scope, StringComparer.Ordinal);

    /// <summary>What the holder of this token would change; null for whoever has no rights there, or works elsewhere.</summary>
    public string? ResourceOf(string principalId, SignInAttempt attempt) => attempt.ResourceId == WellKnown.AzureManagement && _scopes[principalId].FirstOrDefault() is { } scope
        ? $"{(scope.Contains("/resourceGroups/", StringComparison.Ordinal) ? scope : scope + "/resourceGroups/rg-0")}/providers/Microsoft.Web/sites/app"
        : null;

    /// <summary>Deploys to the resource.</summary>
    public static AzureAnswer Change(SimulatedTenant tenant, AccessToken token, string resource, Place place) => tenant.Request(new AzureRequest(token, Operation, resource, place));
}
