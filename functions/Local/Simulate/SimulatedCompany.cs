using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Embedded.Files;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Vault;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Simulate;

/// <summary>A simulated company in a state folder: tenant, vault and jobs go on at every start where they were. MFA is enforced for everyone, and secrets lie in its vault.</summary>
/// <remarks>Changes of the tenant take effect within half a minute and its logs arrive within a minute, because somebody waits for them.</remarks>
internal sealed class SimulatedCompany : IAsyncDisposable
{
    private const int Seed = 7;

    private static readonly TenantSize UsualSize = new(60, 60, Seed);

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(10);

    private static readonly LogPace Logs = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));

    private static readonly TenantTimings Timings = new() { PolicyEffect = new DelayRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)) };

    private readonly string _folder;
    private readonly SqliteDatabase _database;
    private readonly SimulatedWorld _world;
    private readonly Scheduler _scheduler;
    private readonly VaultEvents _vaultEvents;

    private SimulatedCompany(string folder, SqliteDatabase database, SimulatedWorld world, Storage storage, Scheduler scheduler)
    {
        (_folder, _database, _world, _scheduler) = (folder, database, world, scheduler);
        _vaultEvents = new VaultEvents(world.Vault, storage.Topic, scheduler);
        Ports = TenantPorts.Of(world.Tenant, RotationSetting.With(world.Setting.Caller), new FileSealStore(Path.Combine(folder, "seals")), world.Vault);
        Settings = new Dictionary<string, string?>([.. world.Setting.Settings(isSetUp: true), .. RotationSetting.Settings(world.Tenant.Options.TenantId)]) { ["Exceptions:TenantId"] = world.Tenant.Options.TenantId };
        Links = PortalLinks.Create(world.Setting.Requester, world.Setting.ApproverAccounts[0]);
    }

    public TenantPorts Ports { get; }

    /// <summary>Of the apps, for this company.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>To the portal, as two persons who work there.</summary>
    public PortalLinks Links { get; }

    public SimulatedWorld World => _world;

    /// <summary>Whether one lives there.</summary>
    public static bool IsIn(string folder) => File.Exists(Ready(folder));

    /// <param name="size">Of a new one; null: the usual.</param>
    public static async Task<SimulatedCompany> OpenAsync(string folder, Storage storage, Scheduler scheduler, TenantSize? size = null)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "vault-keys"));
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        var scenario = new Scenario(
            1, "run", "MFA is enforced for everyone, and secrets end soon.", scheduler.Time.GetUtcNow(), 1,
            [new EnforcePolicy(TimeSpan.Zero, SeededPolicy.MfaForEveryone), new RotateSecrets(TimeSpan.Zero, EndsFrom: TimeSpan.FromDays(10), EndsWithin: TimeSpan.FromDays(60))],
            new Promises(new FindingPromise()));
        var keeping = new WorldKeeping(IsIn(folder), DataProtectionProvider.Create(keys), Timings, Logs);
        var database = SqliteDatabase.OpenFile(Path.Combine(folder, "tenant.db"));
        return new SimulatedCompany(folder, database, await SimulatedWorld.CreateAsync(scenario, size ?? UsualSize, scenario.Days, scheduler, database, storage.Log, EventHubs.EntraLogs, keeping), storage, scheduler);
    }

    /// <summary>Before the first start: the apps get to know who works there. Nothing later; a crash in between begins again.</summary>
    public async Task PrepareAsync(Storage storage, IConfiguration settings, ILoggerFactory logging)
    {
        if (!IsIn(_folder))
        {
            await Prelude.RunAsync(_world, storage, settings, Ports, logging);
            await _world.Tenant.FlushAsync();
            AtomicFile.Write(Ready(_folder), _ => { });
        }
    }

    /// <summary>Everybody goes to work.</summary>
    public void Start()
    {
        _world.GoOn();
        _vaultEvents.Start();
        _scheduler.Register("what the simulated tenant keeps", async _ =>
        {
            await _world.Tenant.FlushAsync();
            return _scheduler.Time.GetUtcNow() + FlushEvery;
        }, keepsRunGoing: false).Wake(_scheduler.Time.GetUtcNow());
    }

    /// <summary>Who is who, and the commands of an exception from its request to its end.</summary>
    public void Write(TextWriter output)
    {
        var (setting, tenant) = (_world.Setting, _world.Tenant.Options.TenantId);
        output.WriteLine($"A simulated company works here, on the real clock; its tenant is {tenant}. MFA is enforced for everyone. {setting.Requester} may ask for exceptions; {string.Join(", ", setting.ApproverAccounts)} approve.");
        if (_world.Excludable() is [var account, ..])
        {
            output.WriteLine($"{account.UserPrincipalName} cannot answer MFA. Ask for it, then approve as somebody else with the id that is printed:");
            output.WriteLine($"  nhi exceptions request --identity {account.Id} --policy {_world.PolicyForEveryone} --network {Places.DataCentreRange} --until 1h --owner {setting.Owner} --reason \"It has to run until it is moved.\" --tenant {tenant} --as {setting.Requester} --state {_folder}");
            output.WriteLine($"  nhi exceptions approve ID --identity {account.Id} --tenant {tenant} --as {setting.ApproverAccounts[0]} --state {_folder}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _world.Tenant.FlushAsync();
        _world.Dispose();
        await _database.DisposeAsync();
    }

    private static string Ready(string folder) => Path.Combine(folder, "tenant.ready");
}
