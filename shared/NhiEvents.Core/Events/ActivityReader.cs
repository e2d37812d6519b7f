using System.Text;
using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads the Azure Activity Log: diagnostic records, rows of AzureActivity, and what the REST API and <c>az monitor activity-log list</c> give.</summary>
/// <remarks>Of all its rows only refusals by policy, and what users changed without a second factor, are events here; the rest is left aside.</remarks>
internal static class ActivityReader
{
    /// <summary>Microsoft's own text, not a client's; it may name several policies.</summary>
    private const int MaxReasonBytes = 1024;

    private const string Refused = "RequestDisallowedByPolicy";

    /// <summary>Where in the message it says why: ARM names the policies in its details only.</summary>
    private static readonly string[] Telling = ["message", "reason", "policyDefinitionDisplayName", "policySetDefinitionDisplayName", "policyAssignmentDisplayName"];

    public static ReadResult Read(RowMembers members, ReadResult.NotForUs other)
    {
        var row = new ActivityRow(members);
        return row.IsOfPolicyEngine ? other
            : row.Status.StartsWith("Fail", StringComparison.OrdinalIgnoreCase) && row.StatusMessage is { } message && message.Contains(Refused, StringComparison.OrdinalIgnoreCase) ? Denial(row, message)
            : ChangeReader.Read(row) ?? other;
    }

    private static ReadResult Denial(ActivityRow row, string message)
    {
        if (string.IsNullOrEmpty(row.Operation))
        {
            return row.Unreadable(RejectReasons.NoOperation, "operationName is empty");
        }

        if (row.IdentityId is not { } identity)
        {
            return row.Unreadable(RejectReasons.NoIdentity, "neither the claims nor the caller hold an object id");
        }

        if (!OtherLogs.TryTime(row.Time, out var at))
        {
            return row.NoTime();
        }

        var key = OtherLogs.KeyOf("denied", row.CorrelationId, OtherLogs.Seconds(at), identity, row.Operation, row.ResourceId);
        var denied = new ResourceDenied(row.TenantId, key, row.EventDataId ?? key, at, identity, row.Operation, Reason(message), IsApplication(row) ? [EvidenceKinds.ServicePrincipal] : [])
        {
            UserPrincipalName = row.UserPrincipalName,
            AppId = row.AppId,
            ResourceId = row.ResourceId,
            CorrelationId = row.CorrelationId,
            IpAddress = row.IpAddress,
        };
        return new ReadResult.Denial(denied, row.Count);
    }

    private static bool IsApplication(ActivityRow row) => string.Equals(row.Claim(Member.ClaimIdType), "app", StringComparison.OrdinalIgnoreCase);

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
