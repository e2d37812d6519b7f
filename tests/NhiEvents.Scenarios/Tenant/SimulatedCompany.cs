using System.Text;
using System.Text.Json;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Ports.Tests;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios.Tenant;

/// <summary>Some days of a simulated company, with its logs as Microsoft Graph keeps them, for a server that answers as Graph does.</summary>
internal sealed class SimulatedCompany : EntraFixture
{
    private readonly SqliteDatabase _database;
    private readonly SqliteDatabase _log;
    private readonly EmittedLogs _logs;

    private SimulatedCompany(SqliteDatabase database, SqliteDatabase log, SimulatedWorld world)
    {
        (_database, _log, World, Time) = (database, log, world, new ManualTime(world.Ends + TimeSpan.FromHours(1)));
        Tenant = new SimulatedTenant(database, world.Tenant.Options, Time);
        _logs = new EmittedLogs(log);
        var powerless = new TenantCaller("nobody", "nobody", "nobody", new HashSet<string>(StringComparer.Ordinal));
        Powerless = (new EmbeddedDirectory(Tenant, powerless), new EmbeddedExclusions(Tenant, powerless), new EmbeddedCredentials(Tenant, powerless), new EmbeddedContainment(Tenant, powerless));
        var caller = world.Setting.Caller;
        Directory = new EmbeddedDirectory(Tenant, caller);
        (Exclusions, Credentials, Containment) = (new EmbeddedExclusions(Tenant, caller), new EmbeddedCredentials(Tenant, caller), new EmbeddedContainment(Tenant, caller));
    }

    public SimulatedWorld World { get; }

    /// <summary>As it is after those days, on a clock of its own.</summary>
    public SimulatedTenant Tenant { get; }

    public ManualTime Time { get; }

    public override string TenantId => Tenant.Options.TenantId;

    public override IDirectory Directory { get; }

    public override IExclusions Exclusions { get; }

    public override ICredentials Credentials { get; }

    public override IContainment Containment { get; }

    public override (IDirectory Directory, IExclusions Exclusions, ICredentials Credentials, IContainment Containment) Powerless { get; }

    public override IEntraLogs Logs => _logs;

    public override IReadOnlyList<string> ServicePlans => ["AAD_PREMIUM"];

    public override DateTimeOffset Now => Time.GetUtcNow();

    public override Task PassASecondAsync() => Task.CompletedTask;

    /// <summary>Lets the days go by.</summary>
    public static async Task<SimulatedCompany> LiveAsync(string scenario, TenantSize size, int days, CancellationToken ct)
    {
        var acts = Scenario.Load(scenario);
        var scheduler = new VirtualScheduler(acts.Starts);
        var (database, log) = (SqliteDatabase.OpenInMemory(), SqliteDatabase.OpenInMemory());
        var world = await SimulatedWorld.CreateAsync(acts, size, days, scheduler, database, new EventLog(log, Topology.Shipped, scheduler.Time), EventHubs.EntraLogs);
        var rows = new List<EmittedRow>();
        world.Tenant.Emitted += record => Keep(record, rows);
        world.Start();
        await scheduler.RunAsync(ct);
        await world.Tenant.FlushAsync();
        var company = new SimulatedCompany(database, log, world);
        await company._logs.AppendAsync(rows, ct);
        return company;
    }

    protected override void Dispose(bool disposing)
    {
        Tenant.Dispose();
        World.Dispose();
        _log.Dispose();
        _database.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A diagnostic record holds Graph's object as its properties.</summary>
    private static void Keep(EmittedRecord record, List<EmittedRow> rows)
    {
        EntraLog? log = record.Category switch
        {
            "SignInLogs" => EntraLog.InteractiveSignIns,
            "NonInteractiveUserSignInLogs" => EntraLog.NonInteractiveSignIns,
            "ServicePrincipalSignInLogs" => EntraLog.ServicePrincipalSignIns,
            "ManagedIdentitySignInLogs" => EntraLog.ManagedIdentitySignIns,
            "AuditLogs" => EntraLog.DirectoryAudits,
            _ => null,
        };
        if (log is { } known)
        {
            rows.Add(new EmittedRow(known, record.At, Encoding.UTF8.GetBytes(JsonElement.Parse(record.Body.Span).GetProperty("properties").GetRawText())));
        }
    }
}
