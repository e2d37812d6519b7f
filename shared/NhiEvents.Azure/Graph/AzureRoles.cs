using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Role assignments in Azure Resource Manager.</summary>
/// <param name="scopes">Management groups or subscriptions to look in; none: every subscription that the identity can see.</param>
public sealed class AzureRoles(RestApi arm, IReadOnlyList<string> scopes)
{
    private const string Assignments = "/providers/Microsoft.Authorization/roleAssignments/";
    private const string ApiVersion = "api-version=2022-04-01";

    public async Task<IReadOnlyList<AzureRoleAssignment>> ListAsync(string principalId, CancellationToken ct)
    {
        var found = new SortedDictionary<string, AzureRoleAssignment>(StringComparer.OrdinalIgnoreCase);
        foreach (var scope in scopes.Count > 0 ? scopes : await SubscriptionsAsync(ct))
        {
            // This filter covers the scope, what is above it and what is below; an assignment above is found in every subscription.
            var request = Get($"{scope}{Assignments.TrimEnd('/')}?{ApiVersion}&$filter=principalId%20eq%20{ApiRequest.Literal(principalId)}", "read");
            await foreach (var assignment in arm.ListAsync(request, Assignment, ct))
            {
                found[assignment.Id] = assignment;
            }
        }

        return [.. found.Values];
    }

    /// <summary>Users who hold the role Owner on the group itself; what is inherited from above answers for everything there and so for nothing.</summary>
    public async Task<IReadOnlyList<string>> ListOwnersAsync(string resourceGroupId, CancellationToken ct)
    {
        var owners = new SortedSet<string>(StringComparer.Ordinal);
        var request = Get($"{Group(resourceGroupId)}{Assignments.TrimEnd('/')}?{ApiVersion}&$filter=atScope()", "read");
        await foreach (var (assignment, kind) in arm.ListAsync(request, json => (Assignment(json), json.Member("properties")?.Text("principalType")), ct))
        {
            if (kind is "User" && assignment.RoleId.EndsWith(AzureBuiltInRoles.Owner, StringComparison.OrdinalIgnoreCase) && string.Equals(assignment.Scope, resourceGroupId, StringComparison.OrdinalIgnoreCase))
            {
                owners.Add(assignment.PrincipalId);
            }
        }

        return [.. owners];
    }

    public async Task<bool> RemoveAsync(string assignmentId, CancellationToken ct)
    {
        var request = new ApiRequest(HttpMethod.Delete, $"{Checked(assignmentId)}?{ApiVersion}", ApiFamily.AzureRoles, Permission("delete"));
        var answer = await arm.AskAsync(request, ct);
        return answer.Status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NoContent or HttpStatusCode.NotFound => false,
            _ => throw arm.Refused(answer, request),
        };
    }

    public async Task<bool> AddAsync(AzureRoleAssignment assignment, CancellationToken ct)
    {
        if (!Checked(assignment.Id).StartsWith(assignment.Scope + Assignments, StringComparison.OrdinalIgnoreCase))
        {
            throw new EntraException(EntraFault.Invalid, "The assignment's id does not lie in its scope.");
        }

        var properties = new JsonObject { ["roleDefinitionId"] = assignment.RoleId, ["principalId"] = assignment.PrincipalId };
        if (assignment.Condition is { } condition)
        {
            properties["condition"] = condition;
            properties["conditionVersion"] = "2.0";
        }

        var request = new ApiRequest(HttpMethod.Put, $"{assignment.Id}?{ApiVersion}", ApiFamily.AzureRoles, Permission("write"))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["properties"] = properties }),
        };
        var answer = await arm.AskAsync(request, ct);
        return answer.Status switch
        {
            HttpStatusCode.Created => true,
            HttpStatusCode.OK => false,
            HttpStatusCode.Conflict when answer.Code == "RoleAssignmentExists" => false,
            _ => throw arm.Refused(answer, request),
        };
    }

    private async Task<IReadOnlyList<string>> SubscriptionsAsync(CancellationToken ct) => await arm
        .ListAsync(ApiRequest.Get("/subscriptions?api-version=2022-12-01", ApiFamily.AzureRoles, "the role Reader on at least one subscription"), one => one.Needed("id"), ct)
        .ToListAsync(ct);

    private static ApiRequest Get(string address, string action) => ApiRequest.Get(address, ApiFamily.AzureRoles, Permission(action));

    private static string Permission(string action) => $"Microsoft.Authorization/roleAssignments/{action} on the scope";

    private static AzureRoleAssignment Assignment(JsonElement json)
    {
        var properties = json.Member("properties") ?? throw new JsonException("An assignment has no properties.");
        return new AzureRoleAssignment(json.Needed("id"), properties.Needed("roleDefinitionId"), properties.Needed("principalId"), properties.Needed("scope"))
        {
            Condition = properties.Text("condition"),
        };
    }

    /// <exception cref="EntraException">Invalid: an address of something else.</exception>
    private static string Group(string resourceGroupId) =>
        resourceGroupId.Split('/') is ["", var subscriptions, { Length: > 0 }, var groups, { Length: > 0 } and not ".."]
        && subscriptions.Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
        && groups.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase)
        && resourceGroupId.AsSpan().IndexOfAny("?#%\\") < 0
            ? resourceGroupId
            : throw new EntraException(EntraFault.Invalid, "That is no id of a resource group in Azure.");

    /// <exception cref="EntraException">Invalid: an address of something else.</exception>
    private static string Checked(string assignmentId) =>
        (assignmentId.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) || assignmentId.StartsWith("/providers/Microsoft.Management/", StringComparison.OrdinalIgnoreCase))
        && assignmentId.Contains(Assignments, StringComparison.OrdinalIgnoreCase)
        && !assignmentId.Contains("..", StringComparison.Ordinal)
        && assignmentId.AsSpan().IndexOfAny("?#%\\") < 0
            ? assignmentId
            : throw new EntraException(EntraFault.Invalid, "That is no id of a role assignment in Azure.");
}
