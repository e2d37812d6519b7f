using System.Text;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>The poller as a function on the host: off until the platform's own switch turns it on, with its schedule from a setting.</summary>
public sealed class PollTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task Rows_of_the_tenants_log_become_findings_when_polling_is_on(string disabled, int findings)
    {
        await using var bench = await LocalBench.CreateAsync(settings: new Dictionary<string, string?>
        {
            ["AzureWebJobs.PollLogs.Disabled"] = disabled, ["PollSchedule"] = "0 * * * * *", ["Ingest:TenantId"] = "t",
        });
        var row = """{"id":"e1","createdDateTime":"2026-02-28T23:40:00Z","signInEventTypes":["servicePrincipal"],"servicePrincipalId":"s","appId":"a","status":{"errorCode":7000222}}""";
        await bench.Storage.TenantLogs.AppendAsync([new EmittedRow(EntraLog.ServicePrincipalSignIns, LocalBench.Start.AddMinutes(-20), Encoding.UTF8.GetBytes(row))], Ct);
        bench.Scheduler.Register("the time that the test takes", _ => Task.FromResult<DateTimeOffset?>(null)).Wake(LocalBench.Start.AddMinutes(10));

        await bench.Host.RunAsync(Ct);

        var found = await new FindingRepository(new IdentityRepository(new SqliteStateStore(bench.Storage.State, "detection"))).ReadAllAsync(Ct);
        Assert.Equal(findings, found.Findings.Count);
    }

    [Theory]
    [InlineData("", "setting PollSchedule is missing")]
    [InlineData("every minute", "is not an NCRONTAB expression")]
    public async Task A_schedule_that_is_missing_or_wrong_stops_the_start(string schedule, string fault)
    {
        var settings = new Dictionary<string, string?> { ["PollSchedule"] = schedule, ["AzureWebJobs.PollLogs.Disabled"] = "false" };

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(settings: settings));

        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
    }
}
