using System.Text;
using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads the Azure Activity Log: diagnostic records, rows of AzureActivity, and what the REST API and <c>az monitor activity-log list</c> give.</summary>
/// <remarks>Of all its rows only refusals by policy are events here; the rest is left aside.</remarks>
internal static class ActivityReader
{
    /// <summary>Microsoft's own text, not a client's; it may name several policies.</summary>
    private const int MaxReasonBytes = 1024;

    private const int MaxStatusBytes = 64 * 1024;

    private const string Refused = "RequestDisallowedByPolicy";

    /// <summary>The policy engine's own record of a refusal; the refused operation has a row too.</summary>
    private const string PolicyEngine = "microsoft.authorization/policies/";

    /// <summary>Where in the message it says why: ARM names the policies in its details only.</summary>
    private static readonly string[] Telling = ["message", "reason", "policyDefinitionDisplayName", "policySetDefinitionDisplayName", "policyAssignmentDisplayName"];

    public static ReadResult Read(RowMembers row, ReadResult.NotForUs other)
    {
        var claims = row.Object(Member.Claims) ?? row.Object(Member.Identity)?.Object(Member.Claims);
        var authorization = row.Object(Member.Authorization) ?? row.Object(Member.Identity)?.Object(Member.Authorization);
        var operation = (row.Text(Member.OperationNameValue) ?? authorization?.Text(Member.Action) ?? row.Text(Member.OperationName))?.Trim().ToLowerInvariant();
        var message = row.TextOrJson(Member.StatusMessage, MaxStatusBytes);
        var status = row.Text(Member.ResultType) ?? row.Text(Member.Status);
        if (status?.StartsWith("Fail", StringComparison.OrdinalIgnoreCase) is not true
            || message?.Contains(Refused, StringComparison.OrdinalIgnoreCase) is not true
            || operation?.StartsWith(PolicyEngine, StringComparison.Ordinal) is true)
        {
            return other;
        }

        if (string.IsNullOrEmpty(operation))
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoOperation, "operationName is empty");
        }

        var caller = row.Text(Member.Caller);
        if ((claims?.Text(Member.ClaimObjectId) ?? (Guid.TryParse(caller, out _) ? caller : null))?.ToLowerInvariant() is not { } identity)
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoIdentity, "neither the claims nor the caller hold an object id");
        }

        var time = row.Text(Member.EventTimestamp) ?? row.Text(Member.Time);
        if (!OtherLogs.TryTime(time, out var at))
        {
            return OtherLogs.NoTime(row, time, "time");
        }

        var resource = (row.Text(Member.ResourceId) ?? authorization?.Text(Member.Scope))?.ToLowerInvariant();
        var correlation = row.Text(Member.CorrelationId);
        var key = OtherLogs.KeyOf("denied", correlation, OtherLogs.Seconds(at), identity, operation, resource);
        var denied = new ResourceDenied(Tenant(row, claims), key, row.Text(Member.EventDataId) ?? key, at, identity, operation, Reason(message), IsApplication(claims) ? [EvidenceKinds.ServicePrincipal] : [])
        {
            UserPrincipalName = IsName(caller) ? caller : claims?.Text(Member.ClaimName) is { } name && IsName(name) ? name : null,
            AppId = claims?.Text(Member.ClaimAppId)?.ToLowerInvariant(),
            ResourceId = resource,
            CorrelationId = correlation,
            IpAddress = row.Text(Member.CallerIpAddress) ?? row.Object(Member.HttpRequest)?.Text(Member.IpAddress) ?? claims?.Text(Member.IpAddress),
        };
        return new ReadResult.Denial(denied, row.Count);
    }

    private static bool IsName(string? caller) => caller?.Contains('@', StringComparison.Ordinal) is true;

    private static bool IsApplication(RowMembers? claims) => string.Equals(claims?.Text(Member.ClaimIdType), "app", StringComparison.OrdinalIgnoreCase);

    private static string Tenant(RowMembers row, RowMembers? claims) => claims?.Text(Member.ClaimTenant)?.ToLowerInvariant() ?? OtherLogs.TenantOf(row);

    private static string Reason(string message)
    {
        var texts = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(message), new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
            var tells = false;
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName)
                {
                    var name = JsonText.Read(reader.ValueSpan);
                    tells = Telling.Contains(name, StringComparer.OrdinalIgnoreCase);
                }
                else if (reader.TokenType is JsonTokenType.String && tells && JsonText.Read(ref reader, MaxReasonBytes) is { } text && !texts.Contains(text))
                {
                    texts.Add(text);
                }
            }
        }
        catch (JsonException)
        {
            // Plain text, or JSON that was cut: what came before the fault counts, else the text itself.
        }

        var reason = texts.Count > 0 ? string.Join("; ", texts) : message;
        return Encoding.UTF8.GetString(JsonText.Cut(Encoding.UTF8.GetBytes(reason), MaxReasonBytes));
    }
}
