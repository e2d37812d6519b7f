using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Rows of the risk logs, the same events in every schema.</summary>
internal static class RiskShapes
{
    public static JsonObject GraphUserRisk() => new()
    {
        ["id"] = "r9",
        ["riskEventType"] = "leakedCredentials",
        ["riskState"] = "atRisk",
        ["riskLevel"] = "high",
        ["riskDetail"] = "none",
        ["source"] = "IdentityProtection",
        ["detectionTimingType"] = "offline",
        ["activity"] = "user",
        ["ipAddress"] = "198.51.100.77",
        ["location"] = new JsonObject { ["city"] = "Bonn", ["countryOrRegion"] = "DE" },
        ["activityDateTime"] = "2026-03-02T07:00:00Z",
        ["detectedDateTime"] = "2026-03-02T08:00:00Z",
        ["userId"] = "99999999-0000-4000-8000-000000000009",
        ["userDisplayName"] = "Sara Bothma",
        ["userPrincipalName"] = "sara.bothma@contoso.example",
        ["additionalInfo"] = """[{"Key":"userAgent","Value":"Chrome/120"}]""",
    };

    public static JsonObject GraphRisk(int number) => new()
    {
        ["id"] = $"r{number}",
        ["riskEventType"] = "investigationsThreatIntelligence",
        ["riskState"] = "atRisk",
        ["riskLevel"] = "high",
        ["riskDetail"] = "none",
        ["source"] = "IdentityProtection",
        ["detectionTimingType"] = "offline",
        ["activity"] = "servicePrincipal",
        ["ipAddress"] = null,
        ["location"] = null,
        ["activityDateTime"] = "2026-03-02T07:00:00Z",
        ["detectedDateTime"] = $"2026-03-02T08:0{number}:00Z",
        ["servicePrincipalId"] = "22222222-0000-4000-8000-000000000001",
        ["servicePrincipalDisplayName"] = "Billing export",
        ["appId"] = "55555555-0000-4000-8000-000000000001",
        ["keyIds"] = new JsonArray("9d9fea30-d8e3-481b-b57c-0ef569a989e5"),
        ["additionalInfo"] = """[{"Key":"alertUrl","Value":null}]""",
    };

    public static JsonObject DiagnosticRisk(int number) => Recorded("ServicePrincipalRiskEvents", GraphRisk(number));

    public static JsonObject DiagnosticUserRisk() => Recorded("UserRiskEvents", GraphUserRisk());

    public static JsonObject GraphStanding() => new()
    {
        ["id"] = "22222222-0000-4000-8000-000000000001",
        ["accountEnabled"] = true,
        ["riskLastUpdatedDateTime"] = "2026-03-02T08:00:00.5Z",
        ["riskLevel"] = "high",
        ["riskState"] = "confirmedCompromised",
        ["riskDetail"] = "none",
        ["displayName"] = "Billing export",
        ["appId"] = "55555555-0000-4000-8000-000000000001",
        ["servicePrincipalType"] = "Application",
    };

    public static JsonObject DiagnosticStanding() => Recorded("RiskyServicePrincipals", GraphStanding());

    private static JsonObject Recorded(string category, JsonObject properties) => new()
    {
        ["time"] = "2026-03-02T09:00:00Z", ["resourceId"] = $"/tenants/{OtherShapes.Tenant}/providers/microsoft.aadiam", ["operationName"] = "Risk", ["category"] = category, ["tenantId"] = OtherShapes.Tenant, ["properties"] = properties,
    };

    public static JsonObject ColumnsOfRisk(int number) => Columns("AADServicePrincipalRiskEvents", GraphRisk(number));

    public static JsonObject ColumnsOfUserRisk() => Columns("AADUserRiskEvents", GraphUserRisk());

    public static JsonObject ColumnsOfStanding() => Columns("AADRiskyServicePrincipals", GraphStanding());

    /// <summary>The table's columns have the object's names with a capital; what is nested is a text.</summary>
    private static JsonObject Columns(string table, JsonObject row)
    {
        var columns = new JsonObject { ["TenantId"] = "workspace", ["TimeGenerated"] = "2026-03-02T09:00:00Z", ["Type"] = table, ["AADTenantId"] = OtherShapes.Tenant };
        foreach (var (name, value) in row)
        {
            columns[char.ToUpperInvariant(name[0]) + name[1..]] = value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString() ?? "";
        }

        return columns;
    }
}
