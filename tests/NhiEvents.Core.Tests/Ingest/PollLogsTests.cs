using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant;

namespace NhiEvents.Core.Tests.Ingest;

public sealed class PollLogsTests : IDisposable
{
    private static readonly PollOptions Options = new()
    {
        Logs = [EntraLog.ServicePrincipalSignIns, EntraLog.DirectoryAudits], Every = TimeSpan.FromMinutes(5), Overlap = TimeSpan.FromMinutes(20),
    };

    private readonly IngestWorld _world = new(new IngestOptions { TenantId = "t" });
    private int _rows;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _world.Time.GetUtcNow();

    [Fact]
    public async Task Every_row_of_every_page_is_published_once_however_often_it_is_read()
    {
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 8, Now.AddMinutes(-30));
        await EmitAsync(EntraLog.DirectoryAudits, 2, Now.AddMinutes(-10));

        await RunForAsync(TimeSpan.FromMinutes(40));

        Assert.Equal(10, Distinct());
        Assert.All(_world.PublishedEvents, one => Assert.Equal("/tenants/t", one.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task A_row_that_arrives_late_and_out_of_order_is_found_within_the_overlap()
    {
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 4, Now.AddMinutes(-5));
        await RunForAsync(TimeSpan.FromMinutes(11));

        await EmitAsync(EntraLog.ServicePrincipalSignIns, 1, Now.AddMinutes(-18));
        await RunForAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(5, Distinct());
    }

    /// <summary>A crash at every read and write of the poll and of what it starts.</summary>
    [Fact]
    public async Task A_stop_at_any_point_and_a_restart_lose_no_row()
    {
        var points = int.MaxValue;
        for (var at = 1; at <= points; at++)
        {
            using var world = new PollLogsTests();
            await world.EmitAsync(EntraLog.ServicePrincipalSignIns, 7, world.Now.AddMinutes(-30));
            await world.EmitAsync(EntraLog.DirectoryAudits, 4, world.Now.AddMinutes(-30));
            world._world.Ports.Faults.Fail(Fault.Crash, at);
            for (var run = 0; run < 20; run++)
            {
                try
                {
                    await world.Poller().HandleAsync(Ct);
                }
                catch (IOException)
                {
                    // The process is gone; the next run is a new one.
                }

                world._world.Time.Advance(TimeSpan.FromSeconds(10));
            }

            points = world._world.Ports.Faults.Points;
            Assert.Equal(11, world.Distinct());
        }

        Assert.InRange(points, 20, 1000);
    }

    [Fact]
    public async Task A_run_makes_five_requests_and_the_logs_take_turns()
    {
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 30, Now.AddMinutes(-30));
        await EmitAsync(EntraLog.DirectoryAudits, 1, Now.AddMinutes(-30));

        var first = await Poller().HandleAsync(Ct);

        Assert.Equal(5, first);
        Assert.Equal(13, Distinct()); // four pages of three sign-ins, and the audit
        Assert.Contains("DirectoryChanged", string.Concat(_world.PublishedEvents.Select(one => one.GetProperty("type").GetString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(90, 90)]
    public async Task A_pause_that_the_service_asks_for_is_kept(int? seconds, int expected)
    {
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 1, Now.AddMinutes(-5));
        _world.Ports.TenantLogs.FailNext(new LogPage.Throttled(seconds is { } after ? TimeSpan.FromSeconds(after) : null));
        await Poller().HandleAsync(Ct);

        _world.Time.Advance(TimeSpan.FromSeconds(expected - 1));
        var early = await Poller().HandleAsync(Ct);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await Poller().HandleAsync(Ct);

        Assert.Equal((0, 1), (early, Distinct()));
    }

    [Fact]
    public async Task A_log_that_is_refused_waits_and_the_others_go_on()
    {
        await EmitAsync(EntraLog.DirectoryAudits, 1, Now.AddMinutes(-5));
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 1, Now.AddMinutes(-5));
        _world.Ports.TenantLogs.FailNext(new LogPage.Refused("Authentication_RequestFromNonPremiumTenantOrB2CTenant"));

        await Poller().HandleAsync(Ct);
        var others = Distinct();
        await RunForAsync(TimeSpan.FromMinutes(61));

        Assert.Equal((1, 2), (others, Distinct()));
    }

    [Fact]
    public async Task A_continuation_that_has_expired_begins_its_query_again()
    {
        await EmitAsync(EntraLog.ServicePrincipalSignIns, 9, Now.AddMinutes(-30));
        await Poller(Options.RequestsPerRun - 3).HandleAsync(Ct);
        _world.Ports.TenantLogs.FailNext(new LogPage.Expired());

        await RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(9, Distinct());
    }

    [Fact]
    public async Task After_a_long_stop_it_catches_up_from_where_it_was()
    {
        await Poller().HandleAsync(Ct);
        for (var hour = 0; hour < 10; hour++)
        {
            await EmitAsync(EntraLog.ServicePrincipalSignIns, 1, Now.AddMinutes(30));
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        await RunForAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(10, Distinct());
    }

    public void Dispose() => _world.Dispose();

    /// <summary>A new process each time: nothing is kept but state.</summary>
    private PollLogsHandler Poller(int? requests = null)
    {
        var options = new PollOptions { Logs = Options.Logs, Every = Options.Every, Overlap = Options.Overlap, RequestsPerRun = requests ?? Options.RequestsPerRun };
        return new PollLogsHandler(
            _world.Ports.TenantLogs, _world.Handler, _world.Ports.Faults, new Outbox(_world.Ports.Faults, _world.Ports.Faults, _world.Time), Microsoft.Extensions.Options.Options.Create(options),
            Microsoft.Extensions.Options.Options.Create(new IngestOptions { TenantId = "t" }), _world.Time, NullLogger<PollLogsHandler>.Instance);
    }

    private async Task RunForAsync(TimeSpan time)
    {
        for (var end = Now + time; Now <= end; _world.Time.Advance(TimeSpan.FromSeconds(10)))
        {
            await Poller().HandleAsync(Ct);
        }
    }

    private Task EmitAsync(EntraLog log, int count, DateTimeOffset at) => _world.Ports.TenantLogs.AppendAsync([.. Enumerable.Range(0, count).Select(_ => Row(log, at.AddSeconds(_rows), _rows++))], Ct);

    private static EmittedRow Row(EntraLog log, DateTimeOffset at, int number) => new(log, at, Encoding.UTF8.GetBytes(log is EntraLog.DirectoryAudits
        ? $$$"""{"id":"a{{{number}}}","activityDisplayName":"Add user","activityDateTime":"{{{at:o}}}","initiatedBy":{"app":{"servicePrincipalId":"s"}},"targetResources":[{"id":"x","type":"Group"}]}"""
        : $$$"""{"id":"e{{{number}}}","createdDateTime":"{{{at:o}}}","signInEventTypes":["servicePrincipal"],"servicePrincipalId":"s{{{number}}}","appId":"a","status":{"errorCode":7000222}}"""));

    private int Distinct() => _world.PublishedEvents.Select(one => one.GetProperty("id").GetString()).Distinct().Count();
}
