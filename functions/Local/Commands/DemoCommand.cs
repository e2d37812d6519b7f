using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Demo;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi demo</c>: the day on which MFA is enforced, in a generated tenant, in accelerated time.</summary>
internal static class DemoCommand
{
    private const string ScenarioName = "mfa-day";
    private const int Humans = 200;
    private const int Identities = 40;

    /// <summary>Simulated seconds per second when the day is over: an exception of some hours ends while somebody watches.</summary>
    private const double AfterTheDay = 60;

    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long the day takes", DefaultValueFactory = _ => 90, HelpName = "N" };
        var seed = new Option<long>("--seed") { Description = "Another seed is another company", DefaultValueFactory = _ => 7, HelpName = "S" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for report.html, findings.json, identities.json and verdict.json", DefaultValueFactory = _ => new DirectoryInfo("report"), HelpName = "DIR" };
        var keep = new Option<bool>("--keep") { Description = "Open the HTTP addresses, and go on serving them until Ctrl+C" };
        var port = PortOption.Create("With --keep: port of the first app");
        var state = new Option<DirectoryInfo?>("--state") { Description = "With --keep: folder in which commands of nhi exceptions, stop, resume and mode are found", HelpName = "DIR" };
        var command = new Command("demo", "Watch a simulated tenant on the day MFA is enforced") { seconds, seed, output, keep, port, state };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(seconds) is not (> 0 and <= 86_400) and var wrong)
            {
                throw new HostRefusalException($"--seconds {wrong} is not between 0 and 86400.");
            }

            var scenario = SimulateCommand.Load(ScenarioName);
            var size = new TenantSize(Humans, Identities, parsed.GetValue(seed));
            var pace = new Pace(TimeProvider.System, TimeSpan.FromDays(scenario.Days).TotalSeconds / parsed.GetValue(seconds));
            var folder = parsed.GetRequiredValue(output);
            Folders.Make(folder.FullName);
            var portal = PortalLinks.Create();
            await using var run = await SimulationRun.CreateAsync(
                scenario, size, scenario.Days, pace, world =>
                {
                    portal = PortalLinks.Create(world.Setting.Requester, world.Setting.ApproverAccounts[0]);
                    return parsed.GetValue(keep) ? portal.SettingsAt(parsed.GetValue(port)) : portal.Settings;
                });
            using var logging = ConsoleLogging.Create(LogLevel.Warning);
            await using var doors = parsed.GetValue(keep) ? await FrontDoors.OpenAsync(run.Host, IPAddress.Loopback, parsed.GetValue(port), FunctionKeys.LoadOrCreate(folder.FullName), portal, logging, Console.Out) : null;
            var feed = new Feed(Terminal.Create());
            feed.Open(scenario, run.World, Identities, parsed.GetValue(seconds));
            run.World.Happened += feed.Show;

            var verdict = await run.RunAsync(ct, shown: true);
            var results = await run.ReadResultsAsync(ct);
            results.Write(folder.FullName, SimulateCommand.SourceOf(scenario, size, scenario.Days));
            AtomicFile.Write(Path.Combine(folder.FullName, "verdict.json"), verdict.Write);
            feed.Close(verdict, results.Findings, folder);
            if (doors is not null)
            {
                await UntilStoppedAsync(run, parsed.GetValue(state), ct);
            }

            return verdict.Passed ? CommandLine.Done : CommandLine.Attention;
        });
        return command;
    }

    private static async Task UntilStoppedAsync(SimulationRun run, DirectoryInfo? state, CancellationToken ct)
    {
        if (state is not null)
        {
            Folders.Make(state.FullName);
            await run.TakeCommandsAsync(state.FullName, Console.Out, ct);
            Console.WriteLine($"The tenant is {run.World.Tenant.Options.TenantId}. Commands with --state {state.FullName} reach it; approvers are {string.Join(", ", run.World.Setting.ApproverAccounts)}, and {run.World.Setting.Requester} may ask.");
        }

        Console.WriteLine("The company goes on, an hour in each minute, and so do the addresses above: find a broken job in the portal, ask for an exception, approve it by the second link. Ctrl+C stops.");
        await run.GoOnAsync(new Pace(TimeProvider.System, AfterTheDay), ct);
        Console.WriteLine("Stopped.");
    }
}
