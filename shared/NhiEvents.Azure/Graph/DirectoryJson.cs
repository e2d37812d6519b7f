using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Graph's objects as the port's records, and the properties to ask for.</summary>
internal static class DirectoryJson
{
    public const string UserFields = "id,userPrincipalName,displayName,accountEnabled,userType,onPremisesSyncEnabled,createdDateTime,department,signInSessionsValidFromDateTime";
    public const string PrincipalFields = "id,appId,displayName,accountEnabled,servicePrincipalType,appOwnerOrganizationId,signInAudience,alternativeNames,passwordCredentials,keyCredentials,preferredTokenSigningKeyThumbprint";
    public const string ApplicationFields = "id,appId,displayName,signInAudience,createdDateTime,passwordCredentials,keyCredentials";
    public const string GroupFields = "id,displayName,membershipRule,isAssignableToRole,onPremisesSyncEnabled,isManagementRestricted";

    /// <summary>Graph has no creation time for some users from before June 2018.</summary>
    private static readonly DateTimeOffset Earliest = new(2018, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static DirectoryUser User(JsonElement user) => new(
        user.Needed("id"),
        user.Text("userPrincipalName") ?? "",
        user.Text("displayName") ?? "",
        user.Flag("accountEnabled") ?? true,
        string.Equals(user.Text("userType"), "Guest", StringComparison.OrdinalIgnoreCase),
        user.Flag("onPremisesSyncEnabled") ?? false,
        user.Time("createdDateTime") ?? Earliest,
        user.Text("department"),
        HomeTenantId: null, // Graph names a guest's home nowhere
        user.Time("signInSessionsValidFromDateTime") ?? user.Time("createdDateTime") ?? Earliest);

    public static DirectoryServicePrincipal Principal(JsonElement principal) => new(
        principal.Needed("id"),
        principal.Text("appId") ?? "",
        principal.Text("displayName") ?? "",
        principal.Flag("accountEnabled") ?? true,
        IsManagedIdentity(principal),
        principal.Text("appOwnerOrganizationId") ?? "",
        principal.Text("signInAudience") is { } audience && audience != "AzureADMyOrg",
        principal.Texts("alternativeNames").FirstOrDefault(name => name.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)),
        Attributes(principal))
    {
        Credentials = CredentialJson.OfPrincipal(principal),
        SamlThumbprint = principal.Text("preferredTokenSigningKeyThumbprint"),
    };

    public static bool IsManagedIdentity(JsonElement principal) => principal.Text("servicePrincipalType") == "ManagedIdentity";

    public static DirectoryApplication Application(JsonElement application) => new(
        application.Needed("id"),
        application.Text("appId") ?? "",
        application.Text("displayName") ?? "",
        application.Text("signInAudience") is { } audience && audience != "AzureADMyOrg",
        application.Time("createdDateTime") ?? Earliest,
        CredentialJson.All(application),
        [.. application.Items("federatedIdentityCredentials").Select(Trust)]);

    /// <param name="unit">Of a restricted group.</param>
    public static DirectoryGroup Group(JsonElement group, string? unit) => new(
        group.Needed("id"),
        group.Text("displayName") ?? "",
        group.Text("membershipRule"),
        group.Flag("isAssignableToRole") ?? false,
        group.Flag("onPremisesSyncEnabled") ?? false,
        unit);

    public static DirectoryMember Member(JsonElement member) => new(member.Needed("id"), Kind(member));

    /// <summary>What is not known to be unprivileged counts as privileged.</summary>
    public static DirectoryRoleAssignment RoleAssignment(JsonElement assignment) => new(
        assignment.Needed("id"),
        assignment.Needed("roleDefinitionId"),
        assignment.Member("roleDefinition")?.Text("displayName") ?? assignment.Needed("roleDefinitionId"),
        assignment.Needed("principalId"),
        assignment.Text("directoryScopeId") ?? "/",
        assignment.Member("roleDefinition")?.Flag("isPrivileged") ?? true);

    public static DirectoryNamedLocation Location(JsonElement location) => new(
        location.Needed("id"),
        location.Text("displayName") ?? "",
        location.Flag("isTrusted") ?? false,
        [.. location.Items("ipRanges").Select(range => range.Text("cidrAddress")).OfType<string>()],
        [.. location.Texts("countriesAndRegions")],
        location.Flag("includeUnknownCountriesAndRegions") ?? false);

    /// <summary>Only what is enforced: an exclusion in report-only mode lets nobody pass.</summary>
    public static IReadOnlyList<string> ExcludedActions(JsonElement settings) => settings.Member("exclusions")?.Member("allResourcesExclusions") is not { } all ? []
        : [.. all.Items("userActionExclusions").Where(one => one.Text("state") == "enabled").Select(one => one.Needed("userAction")).Order(StringComparer.Ordinal)];

    /// <summary>Byte for byte.</summary>
    public static PolicyJsonDocument Policy(JsonElement policy) => new(policy.Needed("id"), System.Text.Encoding.UTF8.GetBytes(policy.GetRawText()));

    public static WhatIfPolicy WhatIf(JsonElement policy)
    {
        var applies = policy.Flag("policyApplies") ?? throw new JsonException("A policy does not say whether it applies.");
        return new(policy.Needed("id"), policy.Text("displayName") ?? "", policy.Text("state") ?? "", applies, applies ? null : policy.Text("analysisReasons"), [.. Controls(policy)]);
    }

    private static IEnumerable<string> Controls(JsonElement policy)
    {
        if (policy.Member("grantControls") is not { } controls)
        {
            return [];
        }

        IEnumerable<string> strength = controls.Member("authenticationStrength") is null ? [] : ["strength"];
        IEnumerable<string> terms = controls.Items("termsOfUse").Any() ? ["termsOfUse"] : [];
        IEnumerable<string> custom = controls.Items("customAuthenticationFactors").Any() ? ["customControl"] : [];
        return [.. controls.Texts("builtInControls"), .. terms, .. custom, .. strength];
    }

    private static string Kind(JsonElement member)
    {
        const string prefix = "#microsoft.graph.";
        var type = member.Needed("@odata.type");
        return type.StartsWith(prefix, StringComparison.Ordinal) ? type[prefix.Length..] : type;
    }

    private static FederatedTrust Trust(JsonElement trust) =>
        new(trust.Needed("id"), trust.Text("name") ?? "", trust.Text("issuer") ?? "", trust.Text("subject") ?? "", trust.Texts("audiences").FirstOrDefault() ?? "");

    private static Dictionary<string, string> Attributes(JsonElement principal)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (principal.Member("customSecurityAttributes") is { ValueKind: JsonValueKind.Object } sets)
        {
            foreach (var set in sets.EnumerateObject().Where(set => set.Value.ValueKind is JsonValueKind.Object))
            {
                foreach (var attribute in set.Value.EnumerateObject().Where(attribute => !attribute.Name.Contains('@', StringComparison.Ordinal)))
                {
                    attributes[$"{set.Name}.{attribute.Name}"] = AttributeValue(attribute.Value);
                }
            }
        }

        return attributes;
    }

    public static string AttributeValue(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
