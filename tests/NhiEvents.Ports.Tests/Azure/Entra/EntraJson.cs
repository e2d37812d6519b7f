using System.Text.Json.Nodes;
using System.Xml;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>The ports' records as Graph writes them, and its bodies as their requests.</summary>
internal static class EntraJson
{
    public static JsonObject List(IEnumerable<JsonNode> rows) => new() { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#x", ["value"] = new JsonArray([.. rows]) };

    public static JsonObject Error(string code, string message) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    public static JsonObject Id(string id) => new() { ["id"] = id };

    public static JsonObject User(DirectoryUser user) => new()
    {
        ["id"] = user.Id,
        ["userPrincipalName"] = user.UserPrincipalName,
        ["displayName"] = user.DisplayName,
        ["accountEnabled"] = user.Enabled,
        ["userType"] = user.Guest ? "Guest" : "Member",
        ["onPremisesSyncEnabled"] = user.Synced ? true : null,
        ["createdDateTime"] = user.CreatedAt,
        ["department"] = user.Department,
        ["signInSessionsValidFromDateTime"] = user.SessionsValidFrom,
    };

    public static JsonObject Principal(DirectoryServicePrincipal principal) => new()
    {
        ["id"] = principal.Id,
        ["appId"] = principal.AppId,
        ["displayName"] = principal.DisplayName,
        ["accountEnabled"] = principal.Enabled,
        ["servicePrincipalType"] = principal.ManagedIdentity ? "ManagedIdentity" : "Application",
        ["appOwnerOrganizationId"] = principal.OwnerTenantId,
        ["signInAudience"] = principal.MultiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
        ["alternativeNames"] = new JsonArray(["isExplicit=True", .. principal.AzureResourceId is { } id ? new JsonNode?[] { id } : []]),
        ["customSecurityAttributes"] = Attributes(principal.Attributes),
        ["passwordCredentials"] = new JsonArray([.. principal.Credentials.Where(one => one.Kind is ApplicationCredentialKind.Password).Select(Credential)]),
        ["keyCredentials"] = new JsonArray([.. principal.Credentials.Where(one => one.Kind is not ApplicationCredentialKind.Password).Select(Key)]),
        ["preferredTokenSigningKeyThumbprint"] = principal.SamlThumbprint,
    };

    public static JsonObject Application(DirectoryApplication application) => new()
    {
        ["id"] = application.Id,
        ["appId"] = application.AppId,
        ["displayName"] = application.DisplayName,
        ["signInAudience"] = application.MultiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
        ["createdDateTime"] = application.CreatedAt,
        ["passwordCredentials"] = new JsonArray([.. application.Credentials.Where(one => one.Kind is ApplicationCredentialKind.Password).Select(Credential)]),
        ["keyCredentials"] = new JsonArray([.. application.Credentials.Where(one => one.Kind is ApplicationCredentialKind.Certificate).Select(Credential)]),
        ["federatedIdentityCredentials"] = new JsonArray([.. application.FederatedCredentials.Select(one => new JsonObject
        {
            ["id"] = one.Id, ["name"] = one.Name, ["issuer"] = one.Issuer, ["subject"] = one.Subject, ["audiences"] = new JsonArray(one.Audience),
        })]),
    };

    public static JsonObject NewPassword(NewPassword added)
    {
        var json = Credential(added.Credential);
        json["secretText"] = added.Secret.Reveal();
        return json;
    }

    public static PasswordRequest PasswordRequest(JsonObject body)
    {
        var credential = body["passwordCredential"]!;
        return new((string)credential["displayName"]!, (DateTimeOffset?)credential["startDateTime"], (DateTimeOffset?)credential["endDateTime"]);
    }

    public static CertificateRequest CertificateRequest(JsonObject key) => new(
        (string)key["displayName"]!,
        Convert.FromBase64String((string)key["key"]!),
        Convert.ToHexString(Convert.FromBase64String((string)key["customKeyIdentifier"]!)),
        (DateTimeOffset)key["startDateTime"]!,
        (DateTimeOffset)key["endDateTime"]!);

    /// <param name="member"><c>restrictions</c> of an assigned policy, <c>applicationRestrictions</c> of the tenant's.</param>
    public static JsonObject Limits(CredentialLimits limits, string member)
    {
        var passwords = new JsonArray();
        if (!limits.PasswordsAllowed)
        {
            passwords.Add((JsonNode)new JsonObject { ["restrictionType"] = "passwordAddition", ["state"] = "enabled", ["maxLifetime"] = null });
        }

        if (limits.MaxPasswordLife is { } password)
        {
            passwords.Add((JsonNode)Lifetime("passwordLifetime", password));
        }

        var keys = new JsonArray();
        if (limits.MaxCertificateLife is { } certificate)
        {
            keys.Add((JsonNode)Lifetime("asymmetricKeyLifetime", certificate));
        }

        return new() { ["id"] = "limits", ["isEnabled"] = true, [member] = new JsonObject { ["passwordCredentials"] = passwords, ["keyCredentials"] = keys } };
    }

    public static JsonObject Group(DirectoryGroup group) => new()
    {
        ["id"] = group.Id,
        ["displayName"] = group.DisplayName,
        ["membershipRule"] = group.Rule,
        ["isAssignableToRole"] = group.RoleAssignable,
        ["onPremisesSyncEnabled"] = group.Synced ? true : null,
        ["isManagementRestricted"] = group.AdministrativeUnitId is null ? null : true,
    };

    public static JsonObject Member(DirectoryMember member) => new() { ["@odata.type"] = $"#microsoft.graph.{member.Kind}", ["id"] = member.Id };

    public static JsonObject Role(DirectoryRoleAssignment role) => new()
    {
        ["id"] = role.Id,
        ["roleDefinitionId"] = role.RoleId,
        ["principalId"] = role.PrincipalId,
        ["directoryScopeId"] = role.Scope,
        ["roleDefinition"] = new JsonObject { ["displayName"] = role.RoleName, ["isPrivileged"] = role.Privileged },
    };

    public static JsonObject Policy(PolicyJsonDocument policy) => JsonNode.Parse(policy.Json.Span)!.AsObject();

    public static JsonObject Location(DirectoryNamedLocation location) => new()
    {
        ["id"] = location.Id,
        ["displayName"] = location.DisplayName,
        ["isTrusted"] = location.Trusted,
        ["ipRanges"] = new JsonArray([.. location.Ranges.Select(range => new JsonObject { ["cidrAddress"] = range })]),
        ["countriesAndRegions"] = new JsonArray([.. location.Countries.Select(country => (JsonNode)country)]),
        ["includeUnknownCountriesAndRegions"] = location.UnknownCountries,
    };

    public static WhatIfQuestion Question(JsonObject body) => new()
    {
        UserId = (string?)body["signInIdentity"]!["userId"],
        ServicePrincipalId = (string?)body["signInIdentity"]!["servicePrincipalId"],
        ApplicationId = (string)body["signInContext"]!["includeApplications"]![0]!,
        IpAddress = (string?)body["signInConditions"]!["ipAddress"],
        Country = (string?)body["signInConditions"]!["country"],
        ClientAppType = (string)body["signInConditions"]!["clientAppType"]!,
    };

    public static JsonObject AccessSettings(TenantAccessSettings settings) => new()
    {
        ["id"] = "settings",
        ["exclusions"] = new JsonObject
        {
            ["allResourcesExclusions"] = new JsonObject
            {
                ["userActionExclusions"] = new JsonArray(
                [
                    .. settings.ExcludedActions!.Select(action => new JsonObject { ["state"] = "enabled", ["userAction"] = action }),
                    new JsonObject { ["state"] = "enabledForReportingButNotEnforced", ["userAction"] = "onlyreported" },
                ]),
            },
        },
    };

    public static JsonObject WhatIf(WhatIfPolicy policy) => new()
    {
        ["id"] = policy.Id,
        ["displayName"] = policy.DisplayName,
        ["state"] = policy.State,
        ["policyApplies"] = policy.Applies,
        ["analysisReasons"] = policy.Reason ?? "notSet",
        ["grantControls"] = new JsonObject { ["operator"] = "OR", ["builtInControls"] = new JsonArray([.. policy.Controls.Select(control => (JsonNode)control)]), ["authenticationStrength"] = null },
    };

    private static JsonObject Key(ApplicationCredential credential)
    {
        var json = Credential(credential);
        json["usage"] = credential.Kind is ApplicationCredentialKind.SamlSigning ? "Sign" : "Verify";
        return json;
    }

    private static JsonObject Credential(ApplicationCredential credential) => new()
    {
        ["keyId"] = credential.KeyId,
        ["displayName"] = credential.DisplayName,
        ["startDateTime"] = credential.StartsAt,
        ["endDateTime"] = credential.EndsAt,
        ["hint"] = credential.Hint,
        ["customKeyIdentifier"] = credential.Thumbprint is { } thumbprint ? Convert.ToBase64String(Convert.FromHexString(thumbprint)) : null,
        ["key"] = null,
    };

    private static JsonObject Lifetime(string type, TimeSpan life) => new() { ["restrictionType"] = type, ["state"] = "enabled", ["maxLifetime"] = XmlConvert.ToString(life) };

    private static JsonObject? Attributes(IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        var sets = new JsonObject();
        foreach (var (name, value) in attributes)
        {
            var (set, attribute) = (name.Split('.')[0], name.Split('.')[1]);
            sets[set] ??= new JsonObject { ["@odata.type"] = "#microsoft.graph.customSecurityAttributeValue" };
            sets[set]![attribute] = value;
        }

        return sets;
    }
}
