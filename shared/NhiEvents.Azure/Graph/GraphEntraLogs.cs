using System.Globalization;
using System.Net;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>The logs as Microsoft Graph gives them.</summary>
/// <remarks>
/// Spoken as requests, because half of the fields and three of the four sign-in logs are in its beta version only. The one call is given as a function, so that
/// every build can drive it against a server of its own; it adds the token and nothing else, and no attempt is made twice here: the poller decides that.
/// </remarks>
/// <param name="send">Sends a request with a token for Graph.</param>
/// <param name="endpoint">Such as <c>https://graph.microsoft.com</c>.</param>
public sealed class GraphEntraLogs(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Uri endpoint) : IEntraLogs
{
    private const string NoCode = "no error code";

    public async Task<LogPage> ReadAsync(LogQuery query, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, query.Continuation is { } next ? Checked(next) : FirstPage(query));
        using var response = await send(request, ct);
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var link = NextLink(body);
                return new LogPage.Rows(body, link is null ? null : Checked(link).ToString());
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout:
                return new LogPage.Throttled(ApiAnswer.RetryAfterOf(response));
            case HttpStatusCode.Forbidden:
                return new LogPage.Refused(ApiAnswer.CodeOf(body) ?? NoCode);
            case HttpStatusCode.BadRequest or HttpStatusCode.Gone when query.Continuation is not null:
                return new LogPage.Expired();
            default:
                throw new HttpRequestException($"Microsoft Graph answered {(int)response.StatusCode} ({ApiAnswer.CodeOf(body) ?? NoCode}) for {query.Log}.", null, response.StatusCode);
        }
    }

    private Uri FirstPage(LogQuery query)
    {
        var (path, time, rows, also) = query.Log switch
        {
            EntraLog.InteractiveSignIns => ("v1.0/auditLogs/signIns", "createdDateTime", IEntraLogs.MaxRows, ""),
            EntraLog.NonInteractiveSignIns => SignIns("nonInteractiveUser"),
            EntraLog.ServicePrincipalSignIns => SignIns("servicePrincipal"),
            EntraLog.ManagedIdentitySignIns => SignIns("managedIdentity"),
            EntraLog.DirectoryAudits => ("v1.0/auditLogs/directoryAudits", "activityDateTime", IEntraLogs.MaxRows, ""),
            EntraLog.RiskDetections => ("v1.0/identityProtection/riskDetections", "detectedDateTime", 500, ""),
            EntraLog.ServicePrincipalRiskDetections => ("v1.0/identityProtection/servicePrincipalRiskDetections", "detectedDateTime", 500, ""),
        };
        var filter = string.Create(CultureInfo.InvariantCulture, $"{time} ge {query.From.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} and {time} lt {query.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}{also}");
        return new Uri(endpoint, string.Create(CultureInfo.InvariantCulture, $"{path}?$filter={Uri.EscapeDataString(filter)}&$top={rows}"));
    }

    private static (string Path, string Time, int Rows, string Also) SignIns(string kind) =>
        ("beta/auditLogs/signIns", "createdDateTime", IEntraLogs.MaxRows, $" and signInEventTypes/any(t: t eq '{kind}')");

    /// <summary>A link goes where the token goes: nowhere but to Graph.</summary>
    private Uri Checked(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && Uri.Compare(uri, endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            ? uri
            : throw new HttpRequestException("Microsoft Graph named a next page that is not on Microsoft Graph.");

    /// <summary>The member <c>@odata.nextLink</c> of the answer itself, without building it up in memory.</summary>
    private static string? NextLink(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isLink = reader.ValueTextEquals("@odata.nextLink"u8);
            reader.Read();
            if (isLink && reader.TokenType is JsonTokenType.String)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }
}
