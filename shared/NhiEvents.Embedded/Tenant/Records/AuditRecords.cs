using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Writes changes as Entra's diagnostic records of the audit log.</summary>
internal sealed class AuditRecords(string tenantId, Chance chance)
{
    private const ulong Correlation = 0xA0D17;

    private readonly string _resourceId = $"/tenants/{tenantId}/providers/Microsoft.aadiam";

    public void Write(Utf8JsonWriter json, (AuditChange Change, DateTimeOffset At, long Number) from)
    {
        var (change, at, number) = from;
        var correlation = chance.Id(Correlation, number);
        json.WriteStartObject();
        json.Zulu("time", at);
        json.WriteString("resourceId", _resourceId);
        json.WriteString("operationName", change.Activity);
        json.WriteString("operationVersion", "1.0");
        json.WriteString("category", "AuditLogs");
        json.WriteString("tenantId", tenantId);
        json.WriteString("resultSignature", "None");
        json.WriteNumber("durationMs", 0);
        if (change.By.Address is { } address)
        {
            json.WriteString("callerIpAddress", address);
        }

        json.WriteString("correlationId", correlation);
        json.WriteNumber("Level", 4);
        json.WriteStartObject("properties");
        json.WriteString("id", $"Directory_{correlation}_{number:D8}");
        json.WriteString("category", change.Category);
        json.WriteString("correlationId", correlation);
        json.WriteString("result", change.Failure is null ? "success" : "failure");
        json.WriteString("resultReason", change.Failure ?? "");
        json.WriteString("activityDisplayName", change.Activity);
        json.Offset("activityDateTime", at);
        json.WriteString("loggedByService", change.Category == "Policy" ? "Conditional Access" : "Core Directory");
        json.WriteString("operationType", change.OperationType);
        json.WriteNull("userAgent");
        By(json, change.By);
        Targets(json, change.Targets);
        Details(json, change.AppId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Details(Utf8JsonWriter json, string? appId)
    {
        json.WriteStartArray("additionalDetails");
        if (appId is not null)
        {
            json.Pair("AppId", appId);
        }

        json.WriteEndArray();
    }

    private static void By(Utf8JsonWriter json, Actor by)
    {
        json.WriteStartObject("initiatedBy");
        json.WriteStartObject(by.IsUser ? "user" : "app");
        if (by.IsUser)
        {
            json.WriteString("id", by.Id);
            json.WriteNull("displayName");
            json.WriteString("userPrincipalName", by.Name);
            json.WriteString("ipAddress", by.Address ?? "");
            json.Empty("roles");
        }
        else
        {
            json.WriteString("appId", by.AppId);
            json.WriteString("displayName", by.Name);
            json.WriteString("servicePrincipalId", by.Id);
            json.WriteNull("servicePrincipalName");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Targets(Utf8JsonWriter json, IReadOnlyList<AuditTarget> targets)
    {
        json.WriteStartArray("targetResources");
        foreach (var target in targets)
        {
            json.WriteStartObject();
            json.WriteString("id", target.Id);
            json.WriteString("displayName", target.Type == "User" ? null : target.Name);
            json.WriteString("type", target.Type);
            if (target.Type == "User")
            {
                json.WriteString("userPrincipalName", target.Name);
            }

            json.WriteStartArray("modifiedProperties");
            foreach (var property in target.Properties)
            {
                json.WriteStartObject();
                json.WriteString("displayName", property.Name);
                json.WriteString("oldValue", property.Old);
                json.WriteString("newValue", property.New);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.Empty("administrativeUnits");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
