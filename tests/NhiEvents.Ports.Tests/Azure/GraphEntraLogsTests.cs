using System.Globalization;
using System.Net;
using System.Text;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The adapter against a server of the test's own: every request is a real one.</summary>
public sealed class GraphEntraLogsTests : EntraLogsContract, IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private readonly StandInCredential _credential = new();
    private StandInGraph _graph = null!;
    private GraphEntraLogs _logs = null!;

    protected override IEntraLogs Logs => _logs;

    public async ValueTask InitializeAsync()
    {
        _graph = await StandInGraph.StartAsync();
        _logs = new GraphEntraLogs(new GraphCall(_client, _credential, _graph.Address).SendAsync, _graph.Address);
    }

    [Fact]
    public async Task Each_log_is_asked_for_where_it_is_with_its_own_time_and_a_token_for_graph()
    {
        foreach (var log in Enum.GetValues<EntraLog>())
        {
            await ReadAllAsync(Query(log, 0, 1));
        }

        var span = (string time) => $"{time} ge 2026-03-02T08:00:00Z and {time} lt 2026-03-02T08:01:00Z";
        Assert.Equal(
            [
                ("/v1.0/auditLogs/signIns", span("createdDateTime"), "1000"),
                ("/beta/auditLogs/signIns", span("createdDateTime") + " and signInEventTypes/any(t: t eq 'nonInteractiveUser')", "1000"),
                ("/beta/auditLogs/signIns", span("createdDateTime") + " and signInEventTypes/any(t: t eq 'servicePrincipal')", "1000"),
                ("/beta/auditLogs/signIns", span("createdDateTime") + " and signInEventTypes/any(t: t eq 'managedIdentity')", "1000"),
                ("/v1.0/auditLogs/directoryAudits", span("activityDateTime"), "1000"),
                ("/v1.0/identityProtection/riskDetections", span("detectedDateTime"), "500"),
                ("/v1.0/identityProtection/servicePrincipalRiskDetections", span("detectedDateTime"), "500"),
            ],
            _graph.Requests.Select(request => (request.Path, request.Filter, request.Top)));
        Assert.All(_graph.Requests, request => Assert.Equal("Bearer token-1", request.Authorization));
        Assert.Equal([new Uri(_graph.Address, ".default").ToString()], _credential.Scopes.Distinct());
    }

    [Theory]
    [InlineData("https://attacker.example/v1.0/auditLogs/signIns?$skiptoken=1")]
    [InlineData("/v1.0/auditLogs/signIns")]
    public async Task A_next_page_elsewhere_never_gets_the_token(string link)
    {
        _graph.AnswerNext(200, null, $$"""{"value":[],"@odata.nextLink":"{{link}}"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => Logs.ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1), Ct));
        await Assert.ThrowsAsync<HttpRequestException>(() => Logs.ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1) with { Continuation = link }, Ct));
        Assert.Single(_graph.Requests);
    }

    [Theory]
    [InlineData(500, """{"error":{"code":"InternalServerError","message":"sara.bothma@contoso.example"}}""", "InternalServerError")]
    [InlineData(401, "", "no error code")]
    [InlineData(400, "[1]", "no error code")]
    public async Task Any_other_answer_is_an_error_that_names_the_code_and_nobody(int status, string body, string code)
    {
        _graph.AnswerNext(status, null, body);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => Logs.ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1), Ct));

        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sara", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_service_asks_for_a_pause_too(int status)
    {
        _graph.AnswerNext(status, "5");

        Assert.Equal(new LogPage.Throttled(TimeSpan.FromSeconds(5)), await Logs.ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1), Ct));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _graph.DisposeAsync();
    }

    protected override Task AddAsync(EntraLog log, IEnumerable<(DateTimeOffset At, string Id)> rows)
    {
        var (path, kind) = log switch
        {
            EntraLog.InteractiveSignIns => ("v1.0/auditLogs/signIns", null),
            EntraLog.NonInteractiveSignIns => ("beta/auditLogs/signIns", "nonInteractiveUser"),
            EntraLog.ServicePrincipalSignIns => ("beta/auditLogs/signIns", "servicePrincipal"),
            EntraLog.ManagedIdentitySignIns => ("beta/auditLogs/signIns", "managedIdentity"),
            EntraLog.DirectoryAudits => ("v1.0/auditLogs/directoryAudits", null),
            EntraLog.RiskDetections => ("v1.0/identityProtection/riskDetections", null),
            EntraLog.ServicePrincipalRiskDetections => ("v1.0/identityProtection/servicePrincipalRiskDetections", (string?)null),
        };
        foreach (var (at, id) in rows)
        {
            _graph.Add(path, kind, at, Encoding.UTF8.GetString(Row(id)));
        }

        return Task.CompletedTask;
    }

    protected override void FailNext(LogPage answer)
    {
        switch (answer)
        {
            case LogPage.Throttled throttled:
                _graph.AnswerNext(429, throttled.RetryAfter?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                break;
            case LogPage.Refused refused:
                _graph.AnswerNext(403, null, $$$"""{"error":{"code":"{{{refused.Reason}}}","message":"x"}}""");
                break;
            default:
                _graph.AnswerNext(400, null, """{"error":{"code":"BadRequest","message":"Skip token is expired"}}""");
                break;
        }
    }
}
