using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Files;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Embedded.Vault;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>The slice on the simulated tenant and the embedded vault: an application whose secret ends in 20 days and lies in the vault, and whoever reads it there.</summary>
internal sealed class RotationWorld : IDisposable
{
    public const string TenantId = "11111111-2222-4333-8444-555555555555";
    public const string Application = "33333333-0000-4000-8000-000000000001";
    public const string AppId = "33333333-0000-4000-8000-00000000000a";
    public const string Principal = "44444444-0000-4000-8000-000000000001";
    public const string Person = "cccccccc-0000-4000-8000-000000000001";
    public const string SecretName = "payroll";
    public const string Consumer = "192.0.2.5";

    private const int MostAttempts = 1000;

    private static readonly TenantCaller Caller = new("ours", "ours", "NhiEvents", new HashSet<string>
    {
        "Application.Read.All", "Application.ReadWrite.All", "User.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "Policy.Read.All",
    });

    private readonly SqliteDatabase _tenantDatabase = SqliteDatabase.OpenInMemory();
    private readonly SqliteDatabase _vaultDatabase = SqliteDatabase.OpenInMemory();
    private readonly ServiceProvider _services;

    public RotationWorld(TenantFaults? faults = null, TenantTimings? timings = null, Func<RotationPolicy, RotationPolicy>? policy = null, Func<TenantApplication, TenantApplication>? application = null, IReadOnlyList<string>? protectedIds = null, IRotationTarget? target = null, bool stored = true)
    {
        Ports = new EmbeddedPorts(Time, WithQueues());
        Tenant = new SimulatedTenant(_tenantDatabase, new TenantOptions(TenantId, 7) { Timings = timings ?? TenantTimings.Immediate, Faults = faults ?? TenantFaults.None }, Time);
        Vault = new EmbeddedVault(_vaultDatabase, "vault1", new EphemeralDataProtectionProvider(), Time, faults);
        Tenant.Administration.Seed(Objects(application ?? (one => one)));
        Tenant.Emitted += record => Signed.AddRange(IngestBatch.Of([record.Body], Time.GetUtcNow(), new IngestOptions()).SignIns);
        (OldKey, OldText) = Tenant.Administration.AddPassword(Admin, Application, "by hand", Time.GetUtcNow().AddDays(-160), Time.GetUtcNow().AddDays(20));
        Texts.Add(OldText);
        if (stored)
        {
            Untroubled(() => Vault.SetAsync(SecretName, new SecretValue(OldText), new SecretProperties(Time.GetUtcNow().AddDays(20), new Dictionary<string, string>()), default));
        }

        _services = Build((policy ?? (one => one))(Policy), protectedIds ?? [], target);
    }

    public static Actor Admin { get; } = new("admin", "admin", IsUser: true);

    public static RotationPolicy Policy => new() { Applications = [Application], SecretName = SecretName, Mode = RotationMode.Enforce };

    public ManualTime Time { get; } = new();

    public EmbeddedPorts Ports { get; }

    public SimulatedTenant Tenant { get; }

    public EmbeddedVault Vault { get; }

    public string OldKey { get; }

    public string OldText { get; }

    /// <summary>Every secret that the tenant ever gave out, as far as the world saw it.</summary>
    public HashSet<string> Texts { get; } = [];

    /// <summary>Sign-ins that were logged and not handed on yet.</summary>
    public List<SignIn> Signed { get; } = [];

    public ConcurrentQueue<string> Logged { get; } = new();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static StartRotation Start(RotationCause cause = RotationCause.NearExpiry, string? requester = null) => new(TenantId, "request-" + cause, Application, cause, new DateTimeOffset(2026, 1, 15, 8, 0, 0, TimeSpan.Zero)) { RequesterId = requester };

    /// <summary>Sends until the ports have answered every question.</summary>
    public async Task<Outcome> SayAsync(Func<Task<Outcome>> say)
    {
        for (var attempt = 0; ; attempt++)
        {
            Assert.InRange(attempt, 0, MostAttempts);
            if (await say() is not Outcome.Later later)
            {
                return await say(); // delivered twice
            }

            Time.Advance(later.After);
        }
    }

    public Task StartAsync(StartRotation? start = null) => SayAsync(() => Get<StartRotationHandler>().HandleAsync(start ?? Start(), default));

    /// <summary>Delivers deadlines up to a time, each at its own, and the sign-ins of the meantime.</summary>
    public async Task RunAsync(DateTimeOffset until)
    {
        await SweepAsync();
        while (Ports.Broker.NextDue(Queues.RotationsDue) is { } due && due <= until)
        {
            Time.AdvanceTo(due > Time.GetUtcNow() ? due : Time.GetUtcNow());
            await HandOnAsync();
            foreach (var message in await Ports.Broker.ReceiveAsync(Queues.RotationsDue, 10, default))
            {
                await Get<StepRotationHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.StepRotation)!, default);
                await Ports.Broker.CompleteAsync(message, default);
            }

            await RememberTextsAsync();
            await SweepAsync();
        }

        Time.AdvanceTo(until > Time.GetUtcNow() ? until : Time.GetUtcNow());
        await HandOnAsync();
    }

    /// <summary>What a lost answer left in the outbox is sent by the sweep's timer.</summary>
    private async Task SweepAsync()
    {
        if (Ports.KeysOf("rotation").Any(key => key.StartsWith("~out", StringComparison.Ordinal)))
        {
            Time.Advance(TimeSpan.FromMinutes(2));
            await Get<Outbox>().SweepAsync(default);
        }
    }

    public Task RunForAsync(TimeSpan time) => RunAsync(Time.GetUtcNow() + time);

    /// <summary>A job that signs in with what the vault holds now.</summary>
    public async Task<SignInOutcome> UseVaultAsync(string address = Consumer) => SignIn((await UntroubledAsync(() => Vault.ReadAsync(SecretName, null, default)))!.Reveal(), address);

    public SignInOutcome SignIn(string text, string address = Consumer) => Tenant.SignIn(new SignInAttempt
    {
        ClientId = AppId,
        ResourceId = WellKnown.Graph,
        Flow = SignInFlow.ClientCredentials,
        Credential = new Credential.ClientSecret(text),
        Place = Places.DataCentre(1) with { Address = address },
    });

    public async Task HandOnAsync()
    {
        var rows = Signed.ToList();
        Signed.Clear();
        if (await Get<RememberUseHandler>().HandleAsync(rows, default) is [var failed, ..])
        {
            Signed.AddRange(rows); // Event Grid delivers them again
            throw failed.Failure;
        }
    }

    public async Task<CredentialRotation> StateAsync() => (await Get<RotationRepository>().FindAsync(new RotationAddress(TenantId, Application), RotationLife.IdOf(TenantId, Application, OldKey), default))!.Value.Rotation;

    public IReadOnlyList<AppCredential> Credentials() => Tenant.Administration.Find<TenantApplication>(Application)!.Credentials;

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name = SecretName) => UntroubledAsync(() => Vault.ListVersionsAsync(name, default));

    public async Task<IReadOnlyList<RotationChanged>> ChangesAsync() => await Ports.ReceivedAsync($"{Topics.Changes}/tests", NhiJson.Default.RotationChanged);

    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync()
    {
        var entries = new List<LedgerEntry>();
        var reader = new LedgerReader(Ports.Faults);
        Assert.Empty((await reader.CheckAsync(new FileSealStore("/nonexistent"), "rotation", default)).Faults);
        await foreach (var (_, entry) in reader.ReadAsync(default))
        {
            entries.Add(entry);
        }

        return [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Sequence)];
    }

    public void Dispose()
    {
        _services.Dispose();
        Tenant.Dispose();
        _tenantDatabase.Dispose();
        _vaultDatabase.Dispose();
        Ports.Dispose();
    }

    private static T Untroubled<T>(Func<Task<T>> call) => UntroubledAsync(call).GetAwaiter().GetResult();

    /// <summary>What the test itself wants to know, whatever the faults.</summary>
    public static async Task<T> UntroubledAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (VaultException) when (attempt < MostAttempts)
            {
                // Again.
            }
        }
    }

    private async Task RememberTextsAsync()
    {
        foreach (var name in new[] { SecretName, SecretName + "-pending" })
        {
            if (await UntroubledAsync(() => Vault.ReadAsync(name, null, default)) is { } text)
            {
                Texts.Add(text.Reveal());
            }
        }
    }

    private ServiceProvider Build(RotationPolicy policy, IReadOnlyList<string> protectedIds, IRotationTarget? target)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Ledger:PersonKey", Convert.ToBase64String(new byte[32]))]).Build());
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LogLines(Logged)));
        services.AddSingleton<IStateStore>(Ports.Faults);
        services.AddSingleton<IMessageBus>(Ports.Faults);
        services.AddSingleton<IDirectory>(new EmbeddedDirectory(Tenant, Caller));
        services.AddSingleton<ICredentials>(new EmbeddedCredentials(Tenant, Caller));
        services.AddSingleton<ITokenTest>(new EmbeddedTokenTest(Tenant, Places.DataCentre(99)));
        services.AddSingleton<ISecretVault>(Vault);
        services.AddRotation();
        services.AddSingleton(Options.Create(new RotationOptions { TenantId = TenantId, Policies = [policy], ProtectedIds = protectedIds }));
        if (target is not null)
        {
            services.AddSingleton(target);
        }

        return services.BuildServiceProvider();
    }

    internal static Topology WithQueues()
    {
        var shipped = Topology.Shipped.ServiceBus;
        QueueEntity Queue(string name) => new(name, TimeSpan.FromMinutes(1), 10, TimeSpan.FromMinutes(10));
        return Topology.Shipped with
        {
            ServiceBus = shipped with
            {
                Queues = [.. shipped.Queues.Where(queue => queue.Name is not (Queues.RotationsDue or Queues.Rotations)), Queue(Queues.RotationsDue), Queue(Queues.Rotations)],
                Topics = [.. shipped.Topics.Select(topic => topic.Name == Topics.Changes ? topic with { Subscriptions = [.. topic.Subscriptions, new SubscriptionEntity("tests", TimeSpan.FromMinutes(1), 10, [RotationChanged.Kind])] } : topic)],
            },
        };
    }

    private IEnumerable<TenantObject> Objects(Func<TenantApplication, TenantApplication> application) =>
    [
        application(new TenantApplication { Id = Application, AppId = AppId, DisplayName = "payroll", CreatedAt = Time.GetUtcNow().AddYears(-1) }),
        new TenantServicePrincipal { Id = Principal, AppId = AppId, DisplayName = "payroll", OwnerTenantId = TenantId, Consented = [WellKnown.Graph] },
        new TenantServicePrincipal { Id = "graph", AppId = WellKnown.Graph, DisplayName = "Microsoft Graph", OwnerTenantId = WellKnown.MicrosoftTenant, MultiTenant = true },
        new TenantUser { Id = Person, UserPrincipalName = "person@contoso.example", DisplayName = "person", Kind = UserKind.Person, CreatedAt = Time.GetUtcNow().AddYears(-1), SessionsValidFrom = Time.GetUtcNow().AddYears(-1) },
    ];
}
