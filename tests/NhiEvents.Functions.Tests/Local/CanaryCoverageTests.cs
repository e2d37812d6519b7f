using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>A tenant in which nobody but the canary signs in: its rows alone say that the log is alive, and that they stay away says that it is lost.</summary>
public sealed class CanaryCoverageTests : IDisposable
{
    private const string TenantId = "11111111-2222-4333-8444-555555555555";

    private static readonly Credential.Federated Trusted = new("https://issuer.example", "ingest", "api://AzureADTokenExchange");

    /// <summary>A log is known after a week.</summary>
    private static readonly DateTimeOffset Cut = LocalBench.Start.AddDays(8);

    private static readonly DateTimeOffset Back = Cut.AddHours(4);

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly List<(DateTimeOffset At, Finding Finding)> _said = [];
    private SimulatedTenant _tenant = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_sign_ins_keep_the_log_alive_and_their_absence_says_that_it_is_lost_until_they_come_again()
    {
        await using var bench = await LocalBench.CreateAsync(settings: new Dictionary<string, string?> { ["AzureWebJobs:SignInAsCanary:Disabled"] = "false" }, tenant: Ports);
        bench.Storage.Broker.Sent += (_, messages) =>
        {
            foreach (var message in messages)
            {
                Hear(bench.Scheduler.Time.GetUtcNow(), message.Kind, message.Body);
            }
        };
        IReadOnlyList<SourceLapsed> rotation = [], exceptions = [];
        bench.Scheduler.Register("the tenant's log", async _ =>
        {
            var now = bench.Scheduler.Time.GetUtcNow();
            var logs = _tenant.TakeLogs();
            if (now < Cut || now >= Back)
            {
                await bench.Storage.Log.AppendAsync(EventHubs.EntraLogs, [.. logs.Select(one => new LogRecord(one.ToArray(), null, null))], Ct);
            }
            else if (now == Back.AddHours(-1))
            {
                (rotation, exceptions) = (await LapsesAsync(bench, "rotation"), await LapsesAsync(bench, "exceptions"));
            }

            return now >= Back.AddHours(2) ? null : now + (now < Cut.AddHours(-1) ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(10));
        }).Wake(LocalBench.Start.AddMinutes(30));

        await bench.Host.RunAsync(Ct);

        var sources = _said.Where(one => one.Finding.FindingType == "NHI408").ToList();
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], sources.Select(one => one.Finding.State));
        Assert.All(sources, one => Assert.Equal("ServicePrincipalSignInLogs", one.Finding.Identity.Id));
        Assert.InRange(sources[0].At, Cut, Cut.AddHours(2));
        Assert.InRange(sources[1].At, Back, Back.AddMinutes(30));

        // While it is lost, nobody who concludes from silence does.
        Assert.Null(Assert.Single(rotation).Until);
        Assert.Null(Assert.Single(exceptions).Until);
        Assert.True(rotation[0].Touches(Cut, Back));
        var ended = Assert.Single(await LapsesAsync(bench, "rotation"));
        Assert.InRange(ended.From, Cut.AddHours(-1), Cut);
        Assert.InRange(ended.Until!.Value, Back.AddHours(-1), Back.AddMinutes(30));
        Assert.Equal(ended, Assert.Single(await LapsesAsync(bench, "exceptions")));
    }

    public void Dispose()
    {
        _tenant?.Dispose();
        _database.Dispose();
    }

    private TenantPorts Ports(VirtualScheduler scheduler)
    {
        _tenant = new SimulatedTenant(_database, new TenantOptions(TenantId, 7), scheduler.Time);
        _tenant.Administration.Seed(TenantSeeder.Platform(new Chance(7)));
        _tenant.Administration.Seed(
        [
            new TenantApplication
            {
                Id = "aaaaaaaa-0000-4000-8000-000000000001", AppId = "aaaaaaaa-0000-4000-8000-000000000002", DisplayName = "nhi-canary", CreatedAt = LocalBench.Start,
                FederatedCredentials = [new FederatedCredential("f1", "ingest", Trusted.Issuer, Trusted.Subject, Trusted.Audience)],
            },
            new TenantServicePrincipal { Id = "aaaaaaaa-0000-4000-8000-000000000003", AppId = "aaaaaaaa-0000-4000-8000-000000000002", DisplayName = "nhi-canary", OwnerTenantId = TenantId },
        ]);
        return TenantPorts.None with { Canary = new EmbeddedCanary(_tenant, "aaaaaaaa-0000-4000-8000-000000000002", Trusted, Places.DataCentre(119)) };
    }

    private void Hear(DateTimeOffset at, string kind, ReadOnlyMemory<byte> body)
    {
        if (kind == FindingChanged.Kind)
        {
            _said.Add((at, JsonSerializer.Deserialize(body.Span, NhiJson.Default.FindingChanged)!.Finding));
        }
    }

    /// <summary>What an app has in its book of lapses.</summary>
    private static async Task<IReadOnlyList<SourceLapsed>> LapsesAsync(LocalBench bench, string app)
    {
        var found = new List<SourceLapsed>();
        await foreach (var row in bench.Storage.Table(app).ReadPrefixAsync(Partition.For(TenantId, "lapses", "logs"), LogSource.ServicePrincipal.ToString(), Ct))
        {
            found.Add(JsonSerializer.Deserialize(row.Body.Span, NhiJson.Default.SourceLapsed)!);
        }

        return found;
    }
}
