using System.Text;
using System.Text.Json;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Writes Graph's JSON of a policy.</summary>
public sealed record PolicyJson(string Id, string DisplayName)
{
    /// <summary><c>enabled</c>, <c>disabled</c> or <c>enabledForReportingButNotEnforced</c>.</summary>
    public string State { get; init; } = "enabled";

    public IReadOnlyList<string> IncludeUsers { get; init; } = [];

    public IReadOnlyList<string> IncludeGroups { get; init; } = [];

    public IReadOnlyList<string> IncludeRoles { get; init; } = [];

    public bool IncludeGuests { get; init; }

    public IReadOnlyList<string> ExcludeUsers { get; init; } = [];

    public IReadOnlyList<string> ExcludeGroups { get; init; } = [];

    public IReadOnlyList<string> ExcludeRoles { get; init; } = [];

    public bool ExcludeGuests { get; init; }

    public IReadOnlyList<string> Applications { get; init; } = ["All"];

    public IReadOnlyList<string> ExcludeApplications { get; init; } = [];

    public IReadOnlyList<string> UserActions { get; init; } = [];

    public IReadOnlyList<string> ClientAppTypes { get; init; } = ["all"];

    public IReadOnlyList<string>? IncludePlatforms { get; init; }

    public IReadOnlyList<string> ExcludePlatforms { get; init; } = [];

    public IReadOnlyList<string>? IncludeLocations { get; init; }

    public IReadOnlyList<string> ExcludeLocations { get; init; } = [];

    /// <summary>A rule over <c>device.…</c>.</summary>
    public string? DeviceFilter { get; init; }

    public bool DeviceFilterExcludes { get; init; } = true;

    /// <summary>Not empty: a policy for workload identities.</summary>
    public IReadOnlyList<string> ServicePrincipals { get; init; } = [];

    public IReadOnlyList<string> ExcludeServicePrincipals { get; init; } = [];

    /// <summary>A rule over <c>CustomSecurityAttribute.Set_Name</c>; what passes is excluded.</summary>
    public string? ServicePrincipalFilter { get; init; }

    public bool ServicePrincipalFilterExcludes { get; init; } = true;

    public IReadOnlyList<string> SignInRisks { get; init; } = [];

    public IReadOnlyList<string> UserRisks { get; init; } = [];

    public IReadOnlyList<string> ServicePrincipalRisks { get; init; } = [];

    /// <summary><c>deviceCodeFlow</c>, or null.</summary>
    public string? TransferMethods { get; init; }

    /// <summary><c>mfa</c>, <c>block</c>, <c>compliantDevice</c>, …</summary>
    public IReadOnlyList<string> Controls { get; init; } = [];

    public string Operator { get; init; } = "OR";

    public IReadOnlyList<string> TermsOfUse { get; init; } = [];

    public string? StrengthId { get; init; }

    public int? SignInFrequencyHours { get; init; }

    public bool SignInEveryTime { get; init; }

    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteNull("templateId");
            json.WriteString("displayName", DisplayName);
            json.WriteString("createdDateTime", "2023-02-14T09:00:00Z");
            json.WriteNull("modifiedDateTime");
            json.WriteString("state", State);
            json.WriteStartObject("conditions");
            Conditions(json);
            json.WriteEndObject();
            Grant(json);
            Session(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Conditions(Utf8JsonWriter json)
    {
        List(json, "clientAppTypes", ClientAppTypes);
        List(json, "signInRiskLevels", SignInRisks);
        List(json, "userRiskLevels", UserRisks);
        List(json, "servicePrincipalRiskLevels", ServicePrincipalRisks);
        json.WriteStartObject("applications");
        List(json, "includeApplications", UserActions.Count > 0 ? [] : Applications);
        List(json, "excludeApplications", ExcludeApplications);
        List(json, "includeUserActions", UserActions);
        json.WriteEndObject();
        Users(json);
        if (IncludePlatforms is not null)
        {
            Pair(json, "platforms", "includePlatforms", IncludePlatforms, "excludePlatforms", ExcludePlatforms);
        }

        if (IncludeLocations is not null)
        {
            Pair(json, "locations", "includeLocations", IncludeLocations, "excludeLocations", ExcludeLocations);
        }

        if (DeviceFilter is not null)
        {
            json.WriteStartObject("devices");
            Filter(json, "deviceFilter", DeviceFilter, DeviceFilterExcludes);
            json.WriteEndObject();
        }

        if (ServicePrincipals.Count > 0)
        {
            json.WriteStartObject("clientApplications");
            List(json, "includeServicePrincipals", ServicePrincipals);
            List(json, "excludeServicePrincipals", ExcludeServicePrincipals);
            if (ServicePrincipalFilter is not null)
            {
                Filter(json, "servicePrincipalFilter", ServicePrincipalFilter, ServicePrincipalFilterExcludes);
            }

            json.WriteEndObject();
        }

        if (TransferMethods is not null)
        {
            json.WriteStartObject("authenticationFlows");
            json.WriteString("transferMethods", TransferMethods);
            json.WriteEndObject();
        }
    }

    private void Users(Utf8JsonWriter json)
    {
        json.WriteStartObject("users");
        List(json, "includeUsers", ServicePrincipals.Count > 0 || (IncludeUsers.Count == 0 && IncludeGroups.Count + IncludeRoles.Count == 0 && !IncludeGuests) ? ["None"] : IncludeUsers);
        List(json, "excludeUsers", ExcludeUsers);
        List(json, "includeGroups", IncludeGroups);
        List(json, "excludeGroups", ExcludeGroups);
        List(json, "includeRoles", IncludeRoles);
        List(json, "excludeRoles", ExcludeRoles);
        Guests(json, "includeGuestsOrExternalUsers", IncludeGuests);
        Guests(json, "excludeGuestsOrExternalUsers", ExcludeGuests);
        json.WriteEndObject();
    }

    private static void Guests(Utf8JsonWriter json, string name, bool set)
    {
        if (!set)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("guestOrExternalUserTypes", "b2bCollaborationGuest,b2bCollaborationMember");
        json.WriteStartObject("externalTenants");
        json.WriteString("@odata.type", "#microsoft.graph.conditionalAccessAllExternalTenants");
        json.WriteString("membershipKind", "all");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Grant(Utf8JsonWriter json)
    {
        json.WriteStartObject("grantControls");
        json.WriteString("operator", Operator);
        List(json, "builtInControls", Controls);
        List(json, "customAuthenticationFactors", []);
        List(json, "termsOfUse", TermsOfUse);
        if (StrengthId is not null)
        {
            json.WriteStartObject("authenticationStrength");
            json.WriteString("id", StrengthId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Session(Utf8JsonWriter json)
    {
        if (SignInFrequencyHours is null && !SignInEveryTime)
        {
            json.WriteNull("sessionControls");
            return;
        }

        json.WriteStartObject("sessionControls");
        json.WriteStartObject("signInFrequency");
        if (SignInFrequencyHours is { } hours)
        {
            json.WriteNumber("value", hours);
            json.WriteString("type", "hours");
        }

        json.WriteString("frequencyInterval", SignInEveryTime ? "everyTime" : "timeBased");
        json.WriteBoolean("isEnabled", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Filter(Utf8JsonWriter json, string name, string rule, bool excludes)
    {
        json.WriteStartObject(name);
        json.WriteString("mode", excludes ? "exclude" : "include");
        json.WriteString("rule", rule);
        json.WriteEndObject();
    }

    private static void Pair(Utf8JsonWriter json, string name, string include, IReadOnlyList<string> included, string exclude, IReadOnlyList<string> excluded)
    {
        json.WriteStartObject(name);
        List(json, include, included);
        List(json, exclude, excluded);
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
