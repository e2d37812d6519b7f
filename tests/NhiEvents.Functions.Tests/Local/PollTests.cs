using System.Text;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>The poller as a function on the host: off until the platform's own switch turns it on, with its schedule from a setting.</summary>
public sealed class PollTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AzureWebJobs.PollLogs.Disabled", "true", 0)]
    [InlineData("AzureWebJobs.PollLogs.Disabled", "false", 1)]
    [InlineData("AzureWebJobs:PollLogs:Disabled", "false", 1)]
    public async Task Rows_of_the_tenants_log_become_findings_when_polling_is_on(string setting, string disabled, int findings)
    {
        await using var bench = await LocalBench.CreateAsync(settings: new Dictionary<string, string?>
        {
            [setting] = disabled, ["PollSchedule"] = "0 * * * * *", ["Ingest:TenantId"] = "t",
        });
        var row = """{"id":"e1","createdDateTime":"2026-02-28T23:40:00Z","signInEventTypes":["servicePrincipal"],"servicePrincipalId":"s","appId":"a","status":{"errorCode":7000222}}""";
        await bench.Storage.TenantLogs.AppendAsync([new EmittedRow(EntraLog.ServicePrincipalSignIns, LocalBench.Start.AddMinutes(-20), Encoding.UTF8.GetBytes(row))], Ct);
        bench.Scheduler.Register("the time that the test takes", _ => Task.FromResult<DateTimeOffset?>(null)).Wake(LocalBench.Start.AddMinutes(10));

        await bench.Host.RunAsync(Ct);

        var found = await new FindingRepository(new IdentityRepository(bench.Storage.Table("detection"))).ReadAllAsync(Ct);
        Assert.Equal(findings, found.Findings.Count);
    }

    [Fact]
    public async Task A_wrong_schedule_stops_the_start()
    {
        var settings = new Dictionary<string, string?> { ["PollSchedule"] = "every minute", ["AzureWebJobs.PollLogs.Disabled"] = "false" };

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(settings: settings));

        Assert.Contains("is not an NCRONTAB expression", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_whose_setting_is_missing_stops_the_start()
    {
        var app = new AppDefinition("Test", [typeof(TimerOfNoSetting)], _ => { });

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(apps: [app]));

        Assert.Contains("Test/TimerOfNoSetting: setting NoSuchSetting is missing", refusal.Message, StringComparison.Ordinal);
    }

    internal sealed class TimerOfNoSetting
    {
        [Function("TimerOfNoSetting")]
        public static void Run([TimerTrigger("%NoSuchSetting%")] TimerInfo timer) => Assert.NotNull(timer);
    }
}
