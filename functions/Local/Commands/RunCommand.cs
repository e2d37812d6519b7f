using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Hosting;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi run</c>: the whole system on this machine, on the real clock, with durable state.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var port = new Option<int>("--port") { Description = "Port of the first app; each further app has the next one", DefaultValueFactory = _ => 7071, HelpName = "N" };
        var listen = new Option<string>("--listen")
        {
            Description = "Address to listen on. Anything but loopback lets other machines in: they need the function key",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "ADDRESS",
        };
        var feed = new Option<string[]>("--feed") { Description = "Files or folders of exported logs to send in at the start", HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
        var untilIdle = new Option<bool>("--until-idle") { Description = "Stop when everything that came in has been handled" };
        var verbose = new Option<bool>("--verbose") { Description = "Log every state change" };
        var command = new Command("run", "Run the system on this machine until stopped (Ctrl+C)") { state, port, listen, feed, untilIdle, verbose };
        var settings = new ContextSettings();
        settings.AddTo(command, withRules: true);
        command.SetAction(async (parsed, ct) =>
        {
            if (!IPAddress.TryParse(parsed.GetRequiredValue(listen), out var address))
            {
                throw new HostRefusalException($"--listen {parsed.GetValue(listen)} is not an IP address, such as 127.0.0.1.");
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
            var portal = PortalLinks.Create();
            var overrides = new ConfigurationBuilder().AddInMemoryCollection(portal.SettingsAt(parsed.GetValue(port))).AddInMemoryCollection(PersonKeys.LoadOrCreate(folder)).AddConfiguration(context.Config.Settings).AddEnvironmentVariables("NHI_").AddInMemoryCollection(portal.Settings).Build();
            await using var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, overrides, logging, context.Data, tenant: TenantPorts.WithoutTenant(Path.Combine(folder, "seals")));
            await ContextImport.RunAsync(storage, context, TimeProvider.System.GetUtcNow(), Console.Out, ct);
            await using var doors = await FrontDoors.OpenAsync(host, address, parsed.GetValue(port), FunctionKeys.LoadOrCreate(folder), portal, logging, Console.Out);

            Console.WriteLine("No tenant is connected: exceptions are on record, and nothing is read or written in Entra (nhi simulate and nhi demo have a tenant).");

            var warming = host.App("Portal").Services.GetRequiredService<OverviewReader>().WarmAsync(CancellationToken.None);
            ImportNotes.Watch(storage.Broker, Console.Out);
            await new CommandInbox(folder).WatchAsync(storage.Broker, scheduler, Console.Out, ct);

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var fed = input is null ? Task.CompletedTask
                : new LogFeed(input.Index, storage.Log, Contracts.Events.EventHubs.EntraLogs, scheduler, _ => { }).Finished.Task;
            if (parsed.GetValue(untilIdle))
            {
                IdleStop.Watch(host, scheduler, fed, stop);
            }

            await host.RunAsync(stop.Token);
            await warming;
            Console.WriteLine("Stopped.");
            return CommandLine.Done;
        });
        return command;
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
