using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>Which request is which call of the ports, and their answers in Graph's and Resource Manager's JSON.</summary>
internal sealed class EntraRoutes(IDirectory directory, IExclusions exclusions, ICredentials credentials, IContainment containment, TenantRoutes? tenant = null)
{
    private const string Azure = "/providers/Microsoft.Authorization/roleAssignments";

    public async Task<(int Status, JsonObject? Body)> CarryOutAsync(StandInEntra.Seen request, CancellationToken ct)
    {
        if (request.Path.StartsWith("/subscriptions", StringComparison.Ordinal))
        {
            return await AzureAsync(request, ct);
        }

        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var body = request.Body.Length == 0 || segments is [_, _, "conditionalAccess", "policies", ..] ? [] : JsonNode.Parse(request.Body)!.AsObject();
        return (request.Method, segments[1..]) switch
        {
            ("GET", ["users", var id]) => Found(await directory.FindUserAsync(id, ct), id, EntraJson.User),
            ("GET", ["users"]) => await ListAsync(directory.ListUsersAsync(ct), EntraJson.User, ct),
            ("PATCH", ["users", var id]) => NoContent(await containment.SetUserEnabledAsync(id, (bool)body["accountEnabled"]!, ct)),
            ("POST", ["users", var id, "revokeSignInSessions"]) => await DoneAsync(containment.RevokeSessionsAsync(id, ct)),
            ("GET", ["users", var id, "authentication", "requirements"]) => (200, new JsonObject { ["perUserMfaState"] = (await directory.ReadMfaSettingsAsync(id, ct)).PerUserMfa }),
            ("GET", ["users" or "servicePrincipals" or "groups", var id, "transitiveMemberOf", "microsoft.graph.group"]) => await GroupsOfAsync(segments[1], id, ct),
            ("GET", ["servicePrincipals", var id]) => Found(await directory.FindServicePrincipalAsync(id, ct), id, EntraJson.Principal),
            ("GET", ["organization" or "subscribedSkus" or "auditLogs" or "identityProtection" or "reports", ..]) =>
                await (tenant ?? throw new EntraException(EntraFault.Forbidden, "Insufficient privileges to complete the operation.")).CarryOutAsync(segments[1..], Uri.UnescapeDataString(request.Query), ct),
            ("GET", ["servicePrincipals"]) => await WithOwnersAsync(await ListAsync(directory.ListServicePrincipalsAsync(ct), EntraJson.Principal, ct), request, ct),
            ("PATCH", ["servicePrincipals", var id]) when body.ContainsKey("accountEnabled") => NoContent(await containment.SetServicePrincipalEnabledAsync(id, (bool)body["accountEnabled"]!, ct)),
            ("PATCH", ["servicePrincipals", var id]) => await TagAsync(id, body, ct),
            ("GET", ["applications", var id]) => Found(await directory.FindApplicationAsync(id, ct), id, EntraJson.Application),
            ("GET", ["applications"]) => await WithOwnersAsync(await ListAsync(directory.ListApplicationsAsync(ct), EntraJson.Application, ct), request, ct),
            ("PATCH", ["applications", var id]) => await KeysAsync(id, body, ct),
            ("POST", ["applications", var id, "addPassword"]) => (200, EntraJson.NewPassword(await credentials.AddPasswordAsync(id, EntraJson.PasswordRequest(body), ct))),
            ("POST", ["applications", var id, "removePassword"]) => NoContent(await credentials.RemoveAsync(id, (string)body["keyId"]!, ct)),
            ("GET", ["applications", var id, "appManagementPolicies"]) => (200, EntraJson.List([EntraJson.Limits(await credentials.ReadLimitsAsync(id, ct), "restrictions")])),
            ("GET", ["policies", "defaultAppManagementPolicy"]) => (200, EntraJson.Limits(new CredentialLimits(true, null, null), "applicationRestrictions")),
            ("GET", ["policies", "identitySecurityDefaultsEnforcementPolicy"]) => (200, new JsonObject { ["isEnabled"] = false }),
            ("GET", ["identity", "conditionalAccess", "settings"]) => (200, EntraJson.AccessSettings(await directory.ReadTenantSettingsAsync(ct))),
            ("GET", ["applications" or "servicePrincipals", var id, "owners"]) => await OwnersAsync(segments[1], id, ct),
            ("GET", ["groups", var id]) => Found(await directory.FindGroupAsync(id, ct), id, EntraJson.Group),
            ("GET", ["groups"]) => await ListAsync(directory.ListGroupsAsync(ct), EntraJson.Group, ct),
            ("GET", ["groups", var id, "memberOf", "microsoft.graph.administrativeUnit"]) => await UnitAsync(id, ct),
            ("GET", ["groups", var id, "members"]) => await ListAsync(directory.ListMembersAsync(id, transitive: false, ct), EntraJson.Member, ct),
            ("GET", ["groups", var id, "transitiveMembers"]) => await ListAsync(directory.ListMembersAsync(id, transitive: true, ct), EntraJson.Member, ct),
            ("POST", ["groups", var id, "members", "$ref"]) => await exclusions.AddMemberAsync(id, new Uri((string)body["@odata.id"]!).Segments[^1], ct) ? (204, null)
                : (400, EntraJson.Error("Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'.")),
            ("DELETE", ["groups", var id, "members", var member, "$ref"]) => await exclusions.RemoveMemberAsync(id, member, ct) ? (204, null) : throw Missing(member),
            ("GET", ["roleManagement", "directory", "roleAssignments"]) => (200, EntraJson.List([.. (await directory.ListRoleAssignmentsAsync(PrincipalIn(request), ct)).Select(EntraJson.Role)])),
            ("GET", ["identity", "conditionalAccess", "policies"]) => await ListAsync(directory.ListPoliciesAsync(ct), EntraJson.Policy, ct),
            ("GET", ["identity", "conditionalAccess", "policies", var id]) => Found(await exclusions.ReadPolicyAsync(id, ct), id, EntraJson.Policy),
            ("PATCH", ["identity", "conditionalAccess", "policies", var id]) => await DoneAsync(exclusions.PatchPolicyAsync(id, Encoding.UTF8.GetBytes(request.Body), ct)),
            ("GET", ["identity", "conditionalAccess", "namedLocations"]) => await ListAsync(directory.ListNamedLocationsAsync(ct), EntraJson.Location, ct),
            ("POST", ["identity", "conditionalAccess", "evaluate"]) => (200, EntraJson.List([.. (await directory.WhatIfAsync(EntraJson.Question(body), ct)).Select(EntraJson.WhatIf)])),
            _ => throw new InvalidOperationException($"This stand-in does not know {request.Method} {request.Path}{request.Query}."),
        };
    }

    private async Task<(int, JsonObject?)> AzureAsync(StandInEntra.Seen request, CancellationToken ct)
    {
        if (request.Path == "/subscriptions")
        {
            return (200, EntraJson.List([new JsonObject { ["id"] = "/subscriptions/s" }]));
        }

        var at = request.Path.IndexOf(Azure, StringComparison.Ordinal);
        var scope = request.Path[..at];
        var name = request.Path[(at + Azure.Length)..].TrimStart('/');
        switch (request.Method)
        {
            case "GET" when request.Query.Contains("atScope()", StringComparison.Ordinal):
                return (200, EntraJson.List([.. (await containment.ListResourceGroupOwnersAsync(scope, ct)).SelectMany(owner => AtScope(scope, owner))]));
            case "GET":
                var roles = await containment.ListAzureRolesAsync(PrincipalIn(request), ct);
                return (200, EntraJson.List([.. roles.Select(Assignment)]));
            case "DELETE":
                return (await containment.RemoveAzureRoleAsync(name, ct) ? 200 : 204, null);
            default:
                var properties = JsonNode.Parse(request.Body)!["properties"]!;
                var added = await containment.AddAzureRoleAsync(new AzureRoleAssignment(name, (string)properties["roleDefinitionId"]!, (string)properties["principalId"]!, scope), ct);
                return added ? (201, null) : (409, EntraJson.Error("RoleAssignmentExists", "The role assignment already exists."));
        }
    }

    /// <summary>As Azure answers: with what is inherited from above, other roles, and holders that are no users.</summary>
    private static IEnumerable<JsonObject> AtScope(string scope, string owner)
    {
        (string Scope, string Role, string Kind)[] all = [(scope, AzureBuiltInRoles.Owner, "User"), ("/subscriptions/s", AzureBuiltInRoles.Owner, "User"), (scope, "contributor", "User"), (scope, AzureBuiltInRoles.Owner, "Group")];
        foreach (var (at, role, kind) in all)
        {
            var assignment = Assignment(new AzureRoleAssignment(at + role + kind, $"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}", at == scope && kind == "User" ? owner : "another", at));
            assignment["properties"]!["principalType"] = kind;
            yield return assignment;
        }
    }

    private static JsonObject Assignment(AzureRoleAssignment role) => new()
    {
        ["id"] = $"{role.Scope}{Azure}/{role.Id}",
        ["properties"] = new JsonObject { ["roleDefinitionId"] = role.RoleId, ["principalId"] = role.PrincipalId, ["scope"] = role.Scope, ["condition"] = null },
    };

    private async Task<(int, JsonObject?)> TagAsync(string id, JsonObject body, CancellationToken ct)
    {
        var (set, value) = body["customSecurityAttributes"]!.AsObject().Single();
        var (name, text) = value!.AsObject().Single(one => one.Key != "@odata.type");
        return await DoneAsync(exclusions.WriteTagAsync(id, new SecurityTag(set, name), (string?)text, ct));
    }

    /// <summary>The list replaces what is there: what is new is added, what is missing is removed.</summary>
    private async Task<(int, JsonObject?)> KeysAsync(string id, JsonObject body, CancellationToken ct)
    {
        var wanted = body["keyCredentials"]!.AsArray().Select(key => key!.AsObject()).ToList();
        var present = (await credentials.ListAsync(id, ct)).Where(one => one.Kind is ApplicationCredentialKind.Certificate).ToList();
        foreach (var key in wanted.Where(key => !present.Any(one => one.KeyId == (string)key["keyId"]!)))
        {
            await credentials.AddCertificateAsync(id, EntraJson.CertificateRequest(key), ct);
        }

        foreach (var key in present.Where(one => !wanted.Any(key => one.KeyId == (string)key["keyId"]!)))
        {
            await credentials.RemoveAsync(id, key.KeyId, ct);
        }

        return (204, null);
    }

    private async Task<(int, JsonObject?)> GroupsOfAsync(string kind, string id, CancellationToken ct)
    {
        var exists = kind switch
        {
            "users" => await directory.FindUserAsync(id, ct) is not null,
            "servicePrincipals" => await directory.FindServicePrincipalAsync(id, ct) is not null,
            _ => await directory.FindGroupAsync(id, ct) is not null,
        };
        return exists ? (200, EntraJson.List([.. (await directory.ListGroupsOfAsync(id, ct)).Select(EntraJson.Id)])) : throw Missing(id);
    }

    private async Task<(int, JsonObject?)> OwnersAsync(string kind, string id, CancellationToken ct)
    {
        var exists = kind == "applications" ? await directory.FindApplicationAsync(id, ct) is not null : await directory.FindServicePrincipalAsync(id, ct) is not null;
        return exists ? (200, EntraJson.List([.. (await directory.ListOwnersAsync(id, ct)).Select(EntraJson.Id)])) : throw Missing(id);
    }

    private async Task<(int, JsonObject?)> WithOwnersAsync((int Status, JsonObject? Body) answer, StandInEntra.Seen request, CancellationToken ct)
    {
        foreach (var one in request.Query.Contains("$expand=owners", StringComparison.Ordinal) ? answer.Body!["value"]!.AsArray() : [])
        {
            one!["owners"] = new JsonArray([.. (await directory.ListOwnersAsync((string)one["id"]!, ct)).Select(EntraJson.Id)]);
        }

        return answer;
    }

    private async Task<(int, JsonObject?)> UnitAsync(string id, CancellationToken ct) =>
        (200, EntraJson.List(await directory.FindGroupAsync(id, ct) is { AdministrativeUnitId: { } unit } ? [new JsonObject { ["id"] = unit, ["isMemberManagementRestricted"] = true }] : []));

    private static string PrincipalIn(StandInEntra.Seen request) => Uri.UnescapeDataString(request.Query).Split('\'')[1];

    private static (int, JsonObject?) Found<T>(T? found, string id, Func<T, JsonObject> shape)
        where T : class => (200, shape(found ?? throw Missing(id)));

    private static async Task<(int, JsonObject?)> ListAsync<T>(IAsyncEnumerable<T> all, Func<T, JsonObject> shape, CancellationToken ct) =>
        (200, EntraJson.List([.. (await all.ToListAsync(ct)).Select(shape)]));

    /// <summary>Graph does not say whether anything was different before.</summary>
    private static (int, JsonObject?) NoContent(bool _) => (204, null);

    private static async Task<(int, JsonObject?)> DoneAsync(Task done)
    {
        await done;
        return (204, null);
    }

    private static EntraException Missing(string id) => new(EntraFault.NotFound, $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
}
