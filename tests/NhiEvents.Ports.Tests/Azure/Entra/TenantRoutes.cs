using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>What Graph tells of the tenant itself: who it is, its licences, its logs.</summary>
internal sealed partial class TenantRoutes(EntraFixture tenant)
{
    public async Task<(int Status, JsonObject? Body)> CarryOutAsync(IReadOnlyList<string> path, string query, CancellationToken ct) => path switch
    {
        ["organization"] => (200, EntraJson.List([EntraJson.Id(tenant.TenantId)])),
        ["subscribedSkus"] => (200, EntraJson.List([Subscription(tenant.ServicePlans ?? throw Forbidden())])),
        ["reports", "servicePrincipalSignInActivities"] => (200, EntraJson.List([])),
        ["auditLogs" or "identityProtection", var log] => await RowsAsync(LogOf(log, query), query, ct),
        _ => throw new InvalidOperationException($"This stand-in does not know {string.Join('/', path)}."),
    };

    private static JsonObject Subscription(IReadOnlyList<string> plans) => new()
    {
        ["capabilityStatus"] = "Enabled",
        ["servicePlans"] = new JsonArray([.. plans.Select(plan => new JsonObject { ["servicePlanName"] = plan, ["provisioningStatus"] = "Success" })]),
    };

    private static EntraLog LogOf(string log, string query) => log switch
    {
        "directoryAudits" => EntraLog.DirectoryAudits,
        "riskDetections" => EntraLog.RiskDetections,
        "servicePrincipalRiskDetections" => EntraLog.ServicePrincipalRiskDetections,
        _ when query.Contains("'nonInteractiveUser'", StringComparison.Ordinal) => EntraLog.NonInteractiveSignIns,
        _ when query.Contains("'servicePrincipal'", StringComparison.Ordinal) => EntraLog.ServicePrincipalSignIns,
        _ when query.Contains("'managedIdentity'", StringComparison.Ordinal) => EntraLog.ManagedIdentitySignIns,
        _ => EntraLog.InteractiveSignIns,
    };

    private async Task<(int, JsonObject?)> RowsAsync(EntraLog log, string query, CancellationToken ct)
    {
        var time = Span().Match(query);
        var next = new LogQuery(log, TimeOf(time, "from"), TimeOf(time, "until"));
        var rows = new List<JsonNode>();
        while (true)
        {
            switch (await (tenant.Logs ?? throw Forbidden()).ReadAsync(next, ct))
            {
                case LogPage.Rows page:
                    rows.AddRange(JsonNode.Parse(page.Body.Span)!["value"]!.AsArray().Select(row => row!.DeepClone()));
                    if (page.Continuation is null)
                    {
                        return (200, EntraJson.List(rows));
                    }

                    next = next with { Continuation = page.Continuation };
                    break;
                case LogPage.Refused refused:
                    return (403, EntraJson.Error(refused.Reason, "Refused."));
                case LogPage.Throttled:
                    return (429, EntraJson.Error("TooManyRequests", "Too many requests."));
                case LogPage.Expired:
                    return (400, EntraJson.Error("BadRequest", "Skip token is expired."));
            }
        }
    }

    private static DateTimeOffset TimeOf(Match match, string group) => DateTimeOffset.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static EntraException Forbidden() => new(EntraFault.Forbidden, "Insufficient privileges to complete the operation.");

    [GeneratedRegex(@"(?<time>\w+) ge (?<from>[-0-9T:]+Z) and \k<time> lt (?<until>[-0-9T:]+Z)")]
    private static partial Regex Span();
}
