using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Simulation.Schedules;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Embedded.Vault;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>The applications, their jobs, the vault and the slice.</summary>
internal sealed class Fleet : IDisposable
{
    private const string TenantId = "11111111-2222-4333-8444-555555555555";

    private readonly ManualTime _time = new();
    private readonly SqliteDatabase _tenantDatabase = SqliteDatabase.OpenInMemory();
    private readonly SqliteDatabase _vaultDatabase = SqliteDatabase.OpenInMemory();
    private readonly EmbeddedPorts _ports;
    private readonly SimulatedTenant _tenant;
    private readonly EmbeddedVault _vault;
    private readonly ServiceProvider _services;
    private readonly List<Job> _jobs = [];
    private readonly List<Contracts.Events.SignIn> _signed = [];
    private readonly Dictionary<string, DateTimeOffset> _lastUse = [];
    private readonly HashSet<string> _keys = [];
    private readonly PriorityQueue<Func<Task<Outcome>>, DateTimeOffset> _postponed = new();

    public Fleet(int count, bool faulty)
    {
        var faults = faulty ? new TenantFaults { Seed = 11, Throttled = 0.06, ServerErrors = 0.06, LostResponses = 0.06, Timeouts = 0.04 } : TenantFaults.None;
        _ports = new EmbeddedPorts(_time, RotationWorld.WithQueues());
        _tenant = new SimulatedTenant(_tenantDatabase, new TenantOptions(TenantId, 7) { Faults = faults }, _time);
        _vault = new EmbeddedVault(_vaultDatabase, "vault1", new EphemeralDataProtectionProvider(), _time, faults);
        _tenant.Administration.Seed([new TenantServicePrincipal { Id = "graph", AppId = WellKnown.Graph, DisplayName = "Microsoft Graph", OwnerTenantId = WellKnown.MicrosoftTenant, MultiTenant = true }]);
        for (var i = 0; i < count; i++)
        {
            Add(i);
        }

        _time.Advance(TimeSpan.FromHours(1));
        _tenant.Emitted += record => _signed.AddRange(IngestBatch.Of([record.Body], _time.GetUtcNow(), new IngestOptions()).SignIns);
        _services = Build();
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    public int SignIns { get; private set; }

    public int Postponed { get; private set; }

    public List<string> Failures { get; } = [];

    /// <summary>For each old credential that was removed before its end: whether a job had used it within 35 days.</summary>
    public List<bool> UsedWhenRemoved { get; } = [];

    public IReadOnlyList<TenantApplication> Applications() => _tenant.Administration.All<TenantApplication>();

    public async Task RunAsync(int days)
    {
        var end = Now.AddDays(days);
        var scan = Now;
        while (Now < end)
        {
            var job = _jobs.MinBy(one => one.Next)!;
            var due = new[] { job.Next, scan, _ports.Broker.NextDue(Queues.RotationsDue) ?? scan, _postponed.TryPeek(out _, out var at) ? at : scan }.Min();
            _time.AdvanceTo(due);
            if (Now >= scan)
            {
                await HandOnAsync();
                await SayAsync(ScanAsync(Now));
                scan = Now.AddDays(1);
            }

            while (_postponed.TryPeek(out var again, out at) && at <= Now)
            {
                _postponed.Dequeue();
                await SayAsync(again);
            }

            await DeliverAsync();
            if (job.Next <= Now)
            {
                Run(job);
            }
        }

        await HandOnAsync();
    }

    public async Task<IReadOnlyList<CredentialRotation>> RotationsAsync()
    {
        var all = new List<CredentialRotation>();
        await foreach (var one in _services.GetRequiredService<RotationRepository>().ReadAllAsync(TenantId, default))
        {
            all.Add(one);
        }

        return all;
    }

    public void Dispose()
    {
        _services.Dispose();
        _tenant.Dispose();
        _tenantDatabase.Dispose();
        _vaultDatabase.Dispose();
        _ports.Dispose();
    }

    /// <summary>Each kind of job that a careless rotation would break.</summary>
    private void Add(int i)
    {
        var (id, appId) = (Id('a', i), Id('b', i));
        var starts = Now.AddDays(-150);
        _tenant.Administration.Seed(
        [
            new TenantApplication { Id = id, AppId = appId, DisplayName = $"app-{i}", CreatedAt = starts, MultiTenant = i % 8 == 7 },
            new TenantServicePrincipal { Id = Id('c', i), AppId = appId, DisplayName = $"app-{i}", OwnerTenantId = TenantId, Consented = [WellKnown.Graph] },
        ]);

        // Some are replaced for their age long before they end: these can go early, on evidence.
        var ends = i % 3 == 0 ? Now.AddDays(300) : Now.AddDays(5 + (i % 60));
        var (_, text) = _tenant.Administration.AddPassword(RotationWorld.Admin, id, "by hand", starts, ends);
        RotationWorld.UntroubledAsync(() => _vault.SetAsync("app-" + appId, new SecretValue(text), new SecretProperties(ends, new Dictionary<string, string>()), default)).GetAwaiter().GetResult();
        var shift = TimeSpan.FromMinutes(7 * (i % 60));
        Schedule schedule = (i % 6) switch
        {
            0 or 1 => new Schedule.Every(TimeSpan.FromHours(1), shift),
            2 => new Schedule.Daily(shift),
            3 => new Schedule.Daily(shift, WorkingDays: true),
            4 => new Schedule.PeriodEnd(1, shift),
            _ => new Schedule.PeriodEnd(3, shift),
        };
        _jobs.Add(new Job(appId, schedule, TimeSpan.FromHours(i % 4 * 8), $"192.0.2.{1 + (i % 200)}") { Next = schedule.Next(Now.AddHours(2)) });
        if (i % 6 > 3)
        {
            // The same application is used daily from elsewhere, too.
            _jobs.Add(new Job(appId, new Schedule.Daily(shift), TimeSpan.FromHours(24), $"198.51.100.{1 + (i % 200)}") { Next = new Schedule.Daily(shift).Next(Now.AddHours(2)) });
        }
    }

    private void Run(Job job)
    {
        if (job.Text is null || Now - job.ReadAt >= job.Cache)
        {
            job.Text = RotationWorld.UntroubledAsync(() => _vault.ReadAsync("app-" + job.AppId, null, default)).GetAwaiter().GetResult()!.Reveal();
            job.ReadAt = Now;
        }

        var before = _signed.Count;
        var outcome = _tenant.SignIn(new SignInAttempt
        {
            ClientId = job.AppId,
            ResourceId = WellKnown.Graph,
            Flow = SignInFlow.ClientCredentials,
            Credential = new Credential.ClientSecret(job.Text),
            Place = Places.DataCentre(1) with { Address = job.Address },
        });
        SignIns++;
        if (!outcome.Succeeded)
        {
            Failures.Add($"{Now:u} {job.AppId} {job.Schedule}: {outcome.ErrorCode}");
        }

        foreach (var key in _signed.Skip(before).Select(row => row.CredentialKeyId).OfType<string>())
        {
            _lastUse[key] = Now;
        }

        job.Next = job.Schedule.Next(Now);
    }

    private async Task HandOnAsync()
    {
        var rows = _signed.ToList();
        _signed.Clear();
        Assert.Empty(await _services.GetRequiredService<RememberUseHandler>().HandleAsync(rows, default));
    }

    private async Task DeliverAsync()
    {
        while (true)
        {
            var starts = await _ports.Broker.ReceiveAsync(Queues.Rotations, 10, default);
            foreach (var message in starts)
            {
                await SayAsync(() => message.Kind == ScanCredentials.Kind
                    ? _services.GetRequiredService<ScanCredentialsHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ScanCredentials)!, default)
                    : _services.GetRequiredService<StartRotationHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.StartRotation)!, default));
                await _ports.Broker.CompleteAsync(message, default);
            }

            var steps = await _ports.Broker.ReceiveAsync(Queues.RotationsDue, 10, default);
            if (steps.Count > 0)
            {
                await HandOnAsync();
            }

            foreach (var message in steps)
            {
                await _services.GetRequiredService<StepRotationHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.StepRotation)!, default);
                await _ports.Broker.CompleteAsync(message, default);
                NoteRemovals();
            }

            if (starts.Count == 0 && steps.Count == 0)
            {
                return;
            }
        }
    }

    private void NoteRemovals()
    {
        var keys = Applications().SelectMany(one => one.Credentials).ToDictionary(one => one.KeyId, one => one.DisplayName);
        foreach (var gone in _keys.Where(key => !keys.ContainsKey(key)).ToList())
        {
            _keys.Remove(gone);
            UsedWhenRemoved.Add(_lastUse.TryGetValue(gone, out var at) && Now - at < TimeSpan.FromDays(35));
        }

        _keys.UnionWith(keys.Where(one => one.Value == "by hand").Select(one => one.Key));
    }

    private Func<Task<Outcome>> ScanAsync(DateTimeOffset at) => () => _services.GetRequiredService<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(TenantId, at), default);

    /// <summary>What a port keeps from happening now is said again when the handler wants it; the jobs run on meanwhile.</summary>
    private async Task SayAsync(Func<Task<Outcome>> say)
    {
        if (await say() is Outcome.Later later)
        {
            _postponed.Enqueue(say, Now + later.After);
            Postponed++;
        }
    }

    private ServiceProvider Build()
    {
        var caller = new TenantCaller("ours", "ours", "NhiEvents", new HashSet<string>
        {
            "Application.Read.All", "Application.ReadWrite.All", "User.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "Policy.Read.All",
        });
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Ledger:PersonKey", Convert.ToBase64String(new byte[32]))]).Build());
        services.AddSingleton<TimeProvider>(_time);
        services.AddLogging();
        services.AddSingleton<IStateStore>(_ports.Faults);
        services.AddSingleton<IMessageBus>(_ports.Faults);
        services.AddSingleton<IDirectory>(new EmbeddedDirectory(_tenant, caller));
        services.AddSingleton<ICredentials>(new EmbeddedCredentials(_tenant, caller));
        services.AddSingleton<ITokenTest>(new EmbeddedTokenTest(_tenant, Places.DataCentre(99)));
        services.AddSingleton<ISecretVault>(_vault);
        services.AddRotation();
        var policy = new RotationPolicy { Applications = ["*"], SecretName = "app-{appId}", Mode = RotationMode.Enforce, RetireEarly = true, MaximumAge = TimeSpan.FromDays(152) };
        services.AddSingleton(Options.Create(new RotationOptions { TenantId = TenantId, Policies = [policy] }));
        return services.BuildServiceProvider();
    }

    private static string Id(char kind, int i) => $"{kind}0000000-0000-4000-8000-{i.ToString("d12", CultureInfo.InvariantCulture)}";

    private sealed record Job(string AppId, Schedule Schedule, TimeSpan Cache, string Address)
    {
        public DateTimeOffset Next { get; set; }

        public string? Text { get; set; }

        public DateTimeOffset ReadAt { get; set; }
    }
}
