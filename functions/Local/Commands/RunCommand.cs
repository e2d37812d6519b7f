using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Files;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Hosting;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi run</c>: the whole system on this machine, on the real clock, with durable state.</summary>
internal static class RunCommand
{
    private const string Simulated = "simulated";

    private static readonly Dictionary<string, string?> NoSettings = [];

    public static Command Create()
    {
        var state = StateOption.Create();
        var port = PortOption.Create("Port of the first app; each further app has the next one");
        var listen = new Option<string>("--listen")
        {
            Description = "Address to listen on. Anything but loopback lets other machines in: they need the function key",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "ADDRESS",
        };
        var feed = new Option<string[]>("--feed") { Description = "Files or folders of exported logs to send in at the start", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
        var untilIdle = new Option<bool>("--until-idle") { Description = "Stop when everything that came in has been handled" };
        var verbose = new Option<bool>("--verbose") { Description = "Log every state change" };
        var tenant = new Option<string?>("--tenant") { Description = $"{Simulated}: a simulated company in the state folder, whose tenant and vault the system reads and writes (default: none)", HelpName = Simulated };
        var command = new Command("run", "Run the system on this machine until stopped (Ctrl+C)") { state, tenant, port, listen, feed, untilIdle, verbose };
        var settings = new ContextSettings();
        settings.AddTo(command, withRules: true);
        command.SetAction(async (parsed, ct) =>
        {
            if (!IPAddress.TryParse(parsed.GetRequiredValue(listen), out var address))
            {
                throw new HostRefusalException($"--listen {parsed.GetValue(listen)} is not an IP address, such as 127.0.0.1.");
            }

            if (parsed.GetValue(tenant) is { } named && named != Simulated)
            {
                throw new HostRefusalException($"--tenant {named} is not known. On one machine the only tenant is the simulated one: --tenant {Simulated}. For your own, see docs/deploy.md.");
            }

            var context = settings.Read(parsed);
            context.WriteNotes(Console.Out);
            var folder = parsed.GetRequiredValue(state).FullName;
            using var logging = ConsoleLogging.Create(parsed.GetValue(verbose) ? LogLevel.Information : LogLevel.Warning);
            using var input = parsed.GetValue(feed) is { Length: > 0 } paths ? LogInput.Read(paths, keepRaw: false, ct, context) : null;
            using var telemetry = StartTelemetry();
            var scheduler = new WallScheduler(TimeProvider.System, logging.CreateLogger<WallScheduler>());
            await using var storage = Storage.OpenFolder(folder, Topology.Shipped, TimeProvider.System);
            await storage.Broker.ReleaseAllAsync(ct);
            await using var company = parsed.GetValue(tenant) is null ? null : await SimulatedCompany.OpenAsync(folder, storage, scheduler);
            var portal = company?.Links ?? PortalLinks.Create();
            var overrides = new ConfigurationBuilder().AddInMemoryCollection(PortalLinks.DefaultsAt(parsed.GetValue(port))).AddInMemoryCollection(PersonKeys.LoadOrCreate(folder)).AddInMemoryCollection(company?.Settings ?? NoSettings).AddConfiguration(context.Config.Settings).AddEnvironmentVariables("NHI_").AddInMemoryCollection(portal.Settings).Build();
            await (company?.PrepareAsync(storage, overrides, logging) ?? Task.CompletedTask);
            await using var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, overrides, logging, context.Data, tenant: company?.Ports ?? TenantPorts.WithoutTenant(new FileSealStore(Path.Combine(folder, "seals"))));
            await ContextImport.RunAsync(storage, context, TimeProvider.System.GetUtcNow(), Console.Out, ct);
            await using var doors = await FrontDoors.OpenAsync(host, address, parsed.GetValue(port), FunctionKeys.LoadOrCreate(folder), portal, logging, Console.Out);

            StartTenant(company, folder);

            var warming = parsed.GetValue(untilIdle) ? Task.CompletedTask : host.App("Portal").Services.GetRequiredService<OverviewReader>().WarmAsync(CancellationToken.None);
            ImportNotes.Watch(storage.Broker, Console.Out);
            try
            {
                await new CommandInbox(folder).WatchAsync(storage.Broker, scheduler, Console.Out, ct);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var fed = input is null ? Task.CompletedTask
                    : new LogFeed(input.Index, storage.Log, Contracts.Events.EventHubs.EntraLogs, scheduler, _ => { }).Finished.Task;
                if (parsed.GetValue(untilIdle))
                {
                    IdleStop.Watch(host, scheduler, fed, stop);
                }

                await host.RunAsync(stop.Token);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // Ctrl+C before all was up: what was not taken in yet waits in its folder.
            }

            await warming;
            Console.WriteLine("Stopped.");
            return CommandLine.Done;
        });
        return command;
    }

    private static void StartTenant(SimulatedCompany? company, string folder)
    {
        if (company is not null)
        {
            company.Start();
            company.Write(Console.Out);
        }
        else if (SimulatedCompany.IsIn(folder))
        {
            Console.WriteLine($"A simulated company lives in this folder, and is not connected: exceptions of its tenant cannot end. Start with: nhi run --tenant {Simulated} --state {folder}");
        }
        else
        {
            Console.WriteLine($"No tenant is connected: exceptions are on record, and nothing is read or written in Entra. With --tenant {Simulated} a simulated company works here.");
        }
    }

    private static TelemetryExport? StartTelemetry()
    {
        try
        {
            return TelemetryExport.Start("nhi", new ConfigurationBuilder().AddEnvironmentVariables().Build());
        }
        catch (FormatException fault)
        {
            throw new HostRefusalException(fault.Message);
        }
    }
}
