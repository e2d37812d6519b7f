using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Writes Azure Resource Manager's writes as records of the Azure Activity Log (category Administrative). Reads are not logged there.</summary>
internal sealed class ActivityRecords(string tenantId, Chance chance)
{
    private const ulong Correlation = 0xAC717;

    public void Write(Utf8JsonWriter json, (AzureRequest Request, AzureAnswer Answer, TenantUser? User, DateTimeOffset At, long Number) from)
    {
        var (request, answer, user, at, number) = from;
        json.WriteStartObject();
        json.Zulu("time", at);
        json.WriteString("resourceId", request.ResourceId.ToUpperInvariant());
        json.WriteString("operationName", request.Operation.ToUpperInvariant());
        json.WriteString("category", "Administrative");
        json.WriteString("tenantId", tenantId);
        json.WriteString("resultType", answer.Allowed ? "Success" : "Failure");
        json.WriteString("resultSignature", answer.Allowed ? "Succeeded.OK" : $"Failed.{answer.Code}");
        json.WriteString("durationMs", "0");
        json.WriteString("callerIpAddress", request.Place.Address);
        json.WriteString("correlationId", chance.Id(Correlation, number));
        json.WriteString("level", answer.Allowed ? "Information" : "Error");
        Identity(json, request, user);
        json.WriteStartObject("properties");
        json.WriteString("statusCode", answer.Allowed ? "OK" : "Forbidden");
        json.WriteNull("serviceRequestId");
        if (!answer.Allowed)
        {
            json.WriteString("statusMessage", StatusMessage(answer));
        }

        json.WriteString("eventCategory", "Administrative");
        json.WriteString("entity", request.ResourceId);
        json.WriteString("message", request.Operation);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Identity(Utf8JsonWriter json, AzureRequest request, TenantUser? user)
    {
        const string ClaimTypes = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
        json.WriteStartObject("identity");
        json.WriteStartObject("authorization");
        json.WriteString("scope", request.ResourceId);
        json.WriteString("action", request.Operation);
        json.WriteStartObject("evidence");
        json.WriteString("principalId", request.Token.PrincipalId.Replace("-", "", StringComparison.Ordinal));
        json.WriteString("principalType", user is null ? "ServicePrincipal" : "User");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("claims");
        json.WriteString("appid", request.Token.ClientId);
        json.WriteString("ipaddr", request.Place.Address);
        json.WriteString("http://schemas.microsoft.com/identity/claims/objectidentifier", request.Token.PrincipalId);
        json.WriteString("idtyp", request.Token.IsUser ? "user" : "app");
        if (user is not null)
        {
            json.WriteString("http://schemas.microsoft.com/claims/authnmethodsreferences", request.Token.Mfa ? "pwd,mfa" : "pwd");
            json.WriteString("name", user.DisplayName);
            json.WriteString(ClaimTypes + "upn", user.UserPrincipalName);
            json.WriteString(ClaimTypes + "name", user.UserPrincipalName);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>JSON within the text, as Azure writes it.</summary>
    private static string StatusMessage(AzureAnswer answer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("code", answer.Code);
            json.WriteString("message", answer.Message);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
