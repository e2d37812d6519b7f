using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Hosting.Ticketing;
using NhiEvents.Local.Context;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Local.Hosting;

/// <summary>The apps in one process: finds their functions and runs them on the embedded ports, as the Functions host would.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    /// <summary>How long calls may go on after a stop was asked for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Scheduler _scheduler;
    private readonly CancellationTokenSource _abort = new();
    private readonly List<IDisposable> _pumps = [];
    private readonly Dictionary<string, TimerPump> _timers = new(StringComparer.Ordinal);
    private readonly List<Action> _starts = [];
    private Func<string, LocalApp> _create = _ => throw new InvalidOperationException("The host has no apps yet.");

    private LocalHost(Storage storage, Scheduler scheduler, IReadOnlyList<LocalApp> apps)
    {
        (Storage, _scheduler, AppList) = (storage, scheduler, apps);
    }

    public Storage Storage { get; }

    public IReadOnlyList<LocalApp> AppList { get; }

    /// <summary>True while a function is running.</summary>
    public bool IsBusy => AppList.Any(app => app.Calls.Running > 0);

    public LocalApp App(string name) => AppList.First(app => app.Name == name);

    /// <summary>A second instance of an app, as on a platform that has scaled out: what the first one has in memory it does not know. No trigger is connected to it.</summary>
    internal LocalApp AnotherInstanceOf(string name) => _create(name);

    /// <summary>Builds every app and connects its triggers. Nothing runs yet.</summary>
    /// <param name="tenant">The tenant that the apps read and write; null: none.</param>
    /// <param name="interruption">Ends the apps' process in the middle of its work; null: nothing does.</param>
    /// <exception cref="HostRefusalException">Settings, functions or topology are wrong; all faults are named.</exception>
    public static async Task<LocalHost> CreateAsync(
        IReadOnlyList<AppDefinition> definitions, Storage storage, Topology topology, Scheduler scheduler, IConfiguration overrides, ILoggerFactory logging,
        DataFiles? data = null, Interruption? interruption = null, TenantPorts? tenant = null)
    {
        var apps = new List<LocalApp>();
        var host = new LocalHost(storage, scheduler, apps);
        try
        {
            host._create = name => LocalApp.Create(
                definitions.First(definition => definition.Name == name),
                services =>
                {
                    AddPorts(services, name, storage, scheduler.Time, logging, data ?? DataFiles.Shipped, interruption, tenant ?? TenantPorts.None);
                    AddTickets(services, name, storage, overrides);
                },
                overrides);
            apps.AddRange(definitions.Select(definition => host._create(definition.Name)));
            var faults = apps.SelectMany(app => app.Faults).Concat(TopologyCheck.Faults(topology, apps)).ToList();
            if (faults.Count > 0)
            {
                throw new HostRefusalException($"The host does not start; {faults.Count} thing(s) to mend:{string.Concat(faults.Select(fault => "\n  - " + fault))}");
            }

            foreach (var app in apps)
            {
                host.Connect(app, topology, logging.CreateLogger("NhiEvents." + app.Name));
            }

            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Picks up what an earlier process left, then runs until stopped (or, in virtual time, until nothing is due).</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _starts.ForEach(start => start());
        await using var grace = stop.Register(() => _abort.CancelAfter(Grace));
        await _scheduler.RunAsync(stop);
        await Task.WhenAll(_pumps.OfType<ServiceBusPump>().Select(pump => pump.DrainAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        _pumps.ForEach(pump => pump.Dispose());
        foreach (var app in AppList)
        {
            await app.DisposeAsync();
        }

        _abort.Dispose();
    }

    /// <summary>The ports of an app on this machine, and what every app of it shares.</summary>
    internal static void AddPorts(IServiceCollection services, string app, Storage storage, TimeProvider time, ILoggerFactory logging, DataFiles data, Interruption? interruption, TenantPorts tenant)
    {
        tenant.AddTo(services);
        services.AddSingleton(data.Evidence);
        services.AddSingleton(data.Kinds);
        services.AddSingleton(data.Codes);
        services.AddSingleton(data.Rules);
        services.AddSingleton(time);
        services.AddSingleton(logging);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        var (state, bus) = (storage.Table(app.ToLowerInvariant()), new SqliteMessageBus(storage.Broker));
        services.AddSingleton(interruption?.Around(state) ?? state);
        services.AddSingleton(interruption?.Around((IMessageBus)bus) ?? bus);
        services.AddSingleton(interruption?.Around((IEventPublisher)storage.Topic) ?? storage.Topic);
        services.AddSingleton<IEntraLogs>(storage.TenantLogs);
        services.AddSingleton(storage.Readings.Rows);
        services.AddSingleton(storage.Readings.Data);
        services.AddSingleton<IDeadLetters>(new SqliteDeadLetters(storage.Broker));
    }

    /// <summary>The ticket system that the settings name; else that of this machine.</summary>
    private static void AddTickets(IServiceCollection services, string app, Storage storage, IConfiguration overrides)
    {
        if (app == "Ticketing")
        {
            _ = TicketSystems.IsRemote(overrides) ? services.AddTicketSystem() : services.AddSingleton<ITicketSystem>(storage.Tickets);
        }
    }

    /// <summary>A timer function runs no more; nothing happens when it is disabled.</summary>
    public void StopTimer(string function) => _timers.GetValueOrDefault(function)?.Stop();

    /// <summary>It runs again.</summary>
    public void StartTimer(string function) => _timers.GetValueOrDefault(function)?.Start();

    private void Connect(LocalApp app, Topology topology, ILogger log)
    {
        foreach (var function in app.Functions.Where(function => !app.IsDisabled(function)))
        {
            var invoker = app.InvokerOf(function);
            switch (function.Trigger)
            {
                case ServiceBusTriggerAttribute:
                    var bus = new ServiceBusPump(Storage.Broker, invoker, function, app.Settings, _scheduler, log, _abort.Token);
                    Add(bus, bus.Start);
                    break;
                case EventHubTriggerAttribute trigger:
                    for (var partition = 0; partition < topology.EventHubs!.First(hub => hub.Name == trigger.EventHubName).Partitions; partition++)
                    {
                        var hub = new EventHubPump(Storage.Log, partition, invoker, function, app.Settings, _scheduler, log, _abort.Token);
                        Add(hub, hub.Start);
                    }

                    break;
                case EventGridTriggerAttribute:
                    foreach (var subscription in topology.EventGrid!.Subscriptions!.Where(s => s.App == app.Name && s.Function == function.Name))
                    {
                        var grid = new EventGridPump(Storage.Topic, Storage.Readings, subscription.Name, invoker, function, _scheduler, log, _abort.Token);
                        Add(grid, grid.Start);
                    }

                    break;
                case TimerTriggerAttribute:
                    var timer = _timers[function.Name] = new TimerPump(invoker, function, app.ScheduleOf(function), _scheduler, log);
                    _starts.Add(timer.Start);
                    break;
                default:
                    break; // HTTP functions are served by HttpFrontDoor.
            }
        }
    }

    private void Add(IDisposable pump, Action start)
    {
        _pumps.Add(pump);
        _starts.Add(start);
    }
}
