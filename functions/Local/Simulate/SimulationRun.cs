using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Vault;
using NhiEvents.Hosting;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Simulate;

/// <summary>A simulated tenant and the whole system together, in virtual time: the same function classes, the tenant's own logs, and the truth beside them.</summary>
internal sealed class SimulationRun : IAsyncDisposable
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromHours(1);

    /// <summary>What happened last in the world is handled by then; what exceptions are due for later is not waited for.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    /// <summary>How often the clock moves when nothing else moves it.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    /// <summary>That an owner is missing is said of the registry, not of the tenant; a simulation has no registry.</summary>
    private const string NoOwner = "NHI405";

    private static readonly Dictionary<string, string?> NoSettings = [];

    private readonly Scenario _scenario;
    private readonly int _days;
    private readonly VirtualScheduler _scheduler;
    private readonly Storage _storage;
    private readonly SqliteDatabase _tenant;
    private readonly Interruption? _interruption;
    private readonly ILoggerFactory _logging;
    private readonly IConfiguration _settings;
    private readonly TenantPorts _ports;
    private readonly Commands _commands;
    private readonly WebhookCalls _webhooks;
    private readonly VaultEvents _vaultEvents;
    private readonly ContainmentTrial? _trial;

    private SimulationRun(Scenario scenario, int days, VirtualScheduler scheduler, Storage storage, SqliteDatabase tenant, Interruption? interruption, ILoggerFactory logging, SimulatedWorld world, IReadOnlyDictionary<string, string?> settings)
    {
        (_scenario, _days, _scheduler, _storage, _tenant, _interruption, _logging, World) = (scenario, days, scheduler, storage, tenant, interruption, logging, world);
        _settings = new ConfigurationBuilder().AddInMemoryCollection(world.Setting.Settings(world.HasExceptions)).AddInMemoryCollection(world.HasRotations ? RotationSetting.Settings(world.Tenant.Options.TenantId) : NoSettings).AddInMemoryCollection(Unsealed.Settings).AddInMemoryCollection(world.HasExceptions ? WebhookCalls.Settings(world) : NoSettings).AddInMemoryCollection(scenario.Settings.ToDictionary(one => one.Key, one => (string?)one.Value)).AddInMemoryCollection(settings).Build();
        _ports = TenantPorts.Of(world.Tenant, world.HasRotations ? RotationSetting.With(world.Setting.Caller) : world.Setting.Caller, TenantPorts.None.Seals, world.HasRotations ? world.Vault : null);
        _vaultEvents = new VaultEvents(world.Vault, storage.Topic, scheduler);
        _commands = new Commands(storage.Broker, scheduler);
        _webhooks = new WebhookCalls(world, scheduler, () => Host);
        world.TicketOf = identity => TicketAudit.TicketOf(world, TicketAudit.Read(storage.Tickets), identity);
        _trial = scenario.Promises.Reactions is null ? null : new ContainmentTrial(world, storage, scheduler);
    }

    public SimulatedWorld World { get; }

    /// <summary>The apps; another one after the process has ended and started again.</summary>
    public LocalHost Host { get; private set; } = null!;

    /// <param name="pace">Null: as fast as the machine can.</param>
    /// <param name="settings">Of the apps, for this world.</param>
    /// <param name="export">The company to simulate; null: one of this size is made up.</param>
    /// <param name="interruption">Ends the process in the middle of its work; null: only the scenario's crashes do.</param>
    /// <param name="log">Gets every line and is disposed with the run; null: what is wrong goes to standard error.</param>
    /// <exception cref="HostRefusalException">The scenario needs more days.</exception>
    public static async Task<SimulationRun> CreateAsync(Scenario scenario, TenantSize size, int days, Pace? pace, Func<SimulatedWorld, IReadOnlyDictionary<string, string?>>? settings = null, ILoggerFactory? log = null, TenantExport? export = null, Interruption? interruption = null)
    {
        if (scenario.Acts.MaxBy(act => act.At) is { } last && last.At >= TimeSpan.FromDays(days))
        {
            throw new HostRefusalException($"{scenario.Name} has an act on day {last.At.Days + 1}: --days must be at least {last.At.Days + 1}.");
        }

        var scheduler = new VirtualScheduler(scenario.Starts, pace);
        var storage = Storage.OpenInMemory(Topology.Shipped, scheduler.Time);
        var tenant = SqliteDatabase.OpenInMemory();
        var world = await SimulatedWorld.CreateAsync(scenario, size, days, scheduler, tenant, storage.Log, EventHubs.EntraLogs, export: export);
        var logging = log ?? ConsoleLogging.Create(scenario.CrashAtCalls.Count > 0 ? LogLevel.Critical : LogLevel.Error); // a process that ends reports what failed with it
        var run = new SimulationRun(scenario, days, scheduler, storage, tenant, interruption ?? Interruption.At(scenario.CrashAtCalls), logging, world, settings?.Invoke(world) ?? new Dictionary<string, string?>());
        storage.Broker.Sent += run.OnSent;
        world.Asked += run.OnAsked;
        world.Called += run._webhooks.Add;
        world.LogsSetOut += storage.Readings.Begin;
        if (world.HasExceptions)
        {
            await Prelude.RunAsync(world, storage, run._settings, run._ports, logging);
        }

        await run.StartHostAsync();
        return run;
    }

    /// <summary>Runs to the end: until nothing more happens in the world and the system has nothing left to do.</summary>
    /// <param name="shown">Somebody writes what happens while it does; then there is no line that says how far it is.</param>
    public async Task<VerdictDocument> RunAsync(CancellationToken ct, bool shown = false)
    {
        using var progress = shown ? null : new ProgressLine("Simulating", (long)TimeSpan.FromDays(_days).TotalHours);
        if (progress is not null)
        {
            ShowProgress(progress);
        }

        StartWorld();
        while (!await RunUntilEndedAsync(ct))
        {
            await Host.DisposeAsync();
            _scheduler.Forget();
            _interruption!.StartAgain();
            await StartHostAsync();
            World.Crashed();
            StartWorld();
        }

        ct.ThrowIfCancellationRequested();
        var verdict = World.Verdict(Host.App("Detection").Services.GetRequiredService<IOptions<DetectionOptions>>().Value.WaitOf) with { Reactions = await ReactionsAsync(ct) };
        verdict = _scenario.Promises.Tickets?.Judge(verdict) ?? verdict;
        return verdict.Reactions!.Containment is { } containment ? _scenario.Promises.Reactions!.Judge(verdict, containment) : verdict;
    }

    private void StartWorld()
    {
        _commands.Start();
        _webhooks.Start();
        World.Start();
        _vaultEvents.Start();
    }

    private async Task<ReactionsVerdict> ReactionsAsync(CancellationToken ct)
    {
        var (tickets, reactions) = (TicketAudit.Read(_storage.Tickets), await ReactionsCommand.ReadAsync(_storage, ct));
        return new ReactionsVerdict(
            tickets.Count,
            tickets.Select(ticket => ticket.CorrelationKey).Distinct().Count(),
            reactions.Select(reaction => reaction.FindingId).Distinct().Count(),
            reactions.Count(reaction => reaction.State is ReactionState.Proposed),
            reactions.Count(reaction => reaction.Changed),
            reactions.Count(reaction => World.IsPerson(reaction.Identity.Id)))
        {
            Containment = _trial?.Verdict(),
            Incident = _scenario.Promises.Tickets is null ? null : TicketAudit.Of(World, tickets, reactions),
            Approvals = World.Approvals(),
        };
    }

    /// <summary>The world and the system go on beyond the end, for people who look around and decide, until stopped.</summary>
    public Task GoOnAsync(Pace pace, CancellationToken ct)
    {
        _scheduler.KeepPace(pace);
        _scheduler.Register("the clock of those who look on", _ => Task.FromResult<DateTimeOffset?>(_scheduler.Time.GetUtcNow() + Tick)).Wake(_scheduler.Time.GetUtcNow());
        World.GoOn();
        Host.StartTimer("WatchSources");
        return Host.RunAsync(ct);
    }

    /// <summary>From now on takes the commands that people put into a folder, and prints what comes of imports.</summary>
    public Task TakeCommandsAsync(string folder, TextWriter output, CancellationToken ct)
    {
        ImportNotes.Watch(_storage.Broker, output);
        return new CommandInbox(folder).WatchAsync(_storage.Broker, _scheduler, output, ct);
    }

    public Task<Results> ReadResultsAsync(CancellationToken ct) => Results.ReadAsync(_storage, ct);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        World.Dispose();
        await _storage.DisposeAsync();
        await _tenant.DisposeAsync();
        _logging.Dispose();
    }

    /// <summary>False: the process has ended in the middle.</summary>
    private async Task<bool> RunUntilEndedAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (_interruption is not null)
        {
            _interruption.Ended += stop.Cancel;
        }

        _scheduler.Register("the end of the logs", _ =>
        {
            // The world has ended, so its logs are silent: that they are says nothing of the system.
            Host.StopTimer("WatchSources");
            return Task.FromResult<DateTimeOffset?>(null);
        }, keepsRunGoing: false).Wake(World.Ends);
        if (World.HasExceptions || World.HasRotations)
        {
            _scheduler.Register("the end of the run", _ =>
            {
                _scheduler.Pause();
                return Task.FromResult<DateTimeOffset?>(null);
            }).Wake(World.Ends + (_trial is null ? Settling : ContainmentTrial.Lasts));
        }

        try
        {
            await Host.RunAsync(stop.Token);
            return _interruption is not { HasEnded: true };
        }
        catch (IOException) when (_interruption is { HasEnded: true })
        {
            return false; // what was running ended with the process
        }
        finally
        {
            if (_interruption is not null)
            {
                _interruption.Ended -= stop.Cancel;
            }
        }
    }

    private async Task StartHostAsync() =>
        Host = await LocalHost.CreateAsync(Apps.All, _storage, Topology.Shipped, _scheduler, _settings, _logging, interruption: _interruption, tenant: _ports);

    private void OnAsked(OutgoingMessage command) => _commands.Add(command);

    private void OnSent(string entity, IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var message in messages)
        {
            switch (entity, message.Kind)
            {
                case (Topics.Findings, FindingChanged.Kind) when Wire.TryReadMessage(message.Body, NhiJson.Default.FindingChanged, out var changed) && changed.Finding.FindingType != NoOwner:
                    World.Announced(changed.Finding);
                    break;
                case (Topics.Changes, ExemptionChanged.Kind):
                    World.Announced(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ExemptionChanged)!);
                    break;
                case (Topics.Changes, RotationChanged.Kind):
                    World.Announced(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.RotationChanged)!);
                    break;
                case (Topics.Changes, TicketChanged.Kind):
                    World.Announced(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.TicketChanged)!);
                    break;
                case (Topics.Changes, ExemptionRefused.Kind):
                    World.Announced(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ExemptionRefused)!);
                    break;
            }
        }
    }

    private void ShowProgress(ProgressLine progress)
    {
        var hours = 0L;
        var work = _scheduler.Register(
            "the progress line",
            _ =>
            {
                progress.MoveTo(++hours);
                return Task.FromResult<DateTimeOffset?>(_scheduler.Time.GetUtcNow() + ProgressEvery);
            },
            keepsRunGoing: false);
        work.Wake(_scheduler.Time.GetUtcNow() + ProgressEvery);
    }
}
