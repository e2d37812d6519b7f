using System.CommandLine;
using System.Globalization;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Report;
using NhiEvents.Local.Simulate;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi simulate</c>: a simulated tenant and the whole system together; what was really broken against what the system said.</summary>
internal static class SimulateCommand
{
    /// <summary>Ten years.</summary>
    private const int MostDays = 3650;

    /// <summary>More than one machine holds in memory.</summary>
    private const int MostObjects = 10_000_000;

    public static Command Create()
    {
        var scenario = new Option<string>("--scenario") { Description = $"One of {string.Join(", ", Scenario.Shipped)}, or a JSON file in the same form", DefaultValueFactory = _ => "mfa-day", HelpName = "NAME" };
        var days = new Option<int?>("--days") { Description = "How long the simulated world goes on; the scenario's own length without it", HelpName = "N" };
        var speed = new Option<string>("--speed") { Description = "max, or virtual seconds per real second", DefaultValueFactory = _ => "max", HelpName = "max|N" };
        var seed = new Option<long>("--seed") { Description = "Everything random follows from it", DefaultValueFactory = _ => 7, HelpName = "S" };
        var humans = new Option<int>("--humans") { Description = "People in the tenant", DefaultValueFactory = _ => 200, HelpName = "N" };
        var identities = new Option<int>("--identities") { Description = "Non-human identities in the tenant", DefaultValueFactory = _ => 60, HelpName = "N" };
        var directory = new Option<string[]>("--directory") { Description = "Simulate this company instead: exports of its users, servicePrincipals, applications and groups (and Conditional Access policies and named locations) from Microsoft Graph; a file or folder, may be repeated", HelpName = "PATH", AllowMultipleArgumentsPerToken = false };
        var verdict = new Option<FileInfo?>("--verdict") { Description = "Write the verdict there", HelpName = "FILE" };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for findings.json, identities.json and report.html", HelpName = "DIR" };
        var command = new Command("simulate", "Run a simulated tenant and the system together, and judge the system") { scenario, days, speed, seed, humans, identities, directory, verdict, output };
        command.SetAction(async (parsed, ct) =>
        {
            var chosen = Load(parsed.GetRequiredValue(scenario));
            var length = Within(1, MostDays, "--days", parsed.GetValue(days) ?? chosen.Days);
            var export = parsed.GetValue(directory) is { Length: > 0 } paths ? ReadExport(paths, parsed.GetResult(humans) is { Implicit: false } || parsed.GetResult(identities) is { Implicit: false }) : null;
            var size = export?.SizeOf(parsed.GetValue(seed)) ?? new TenantSize(Within(0, MostObjects, "--humans", parsed.GetValue(humans)), Within(1, MostObjects, "--identities", parsed.GetValue(identities)), parsed.GetValue(seed));
            var folder = parsed.GetValue(output)?.FullName;
            if (folder is not null)
            {
                Folders.Make(folder); // said now, not after two weeks
            }

            await using var run = await SimulationRun.CreateAsync(chosen, size, length, PaceOf(parsed.GetRequiredValue(speed)), export: export);
            var judged = await run.RunAsync(ct);
            var results = await run.ReadResultsAsync(ct);
            if (parsed.GetValue(verdict) is { } file)
            {
                AtomicFile.Write(file.FullName, judged.Write);
            }

            if (folder is not null)
            {
                results.Write(folder, SourceOf(chosen, size, length));
            }

            foreach (var line in VerdictText.Lines(judged, results.Findings))
            {
                Console.WriteLine(line);
            }

            return judged.Passed ? CommandLine.Done : CommandLine.Attention;
        });
        return command;
    }

    public static Scenario Load(string nameOrPath)
    {
        try
        {
            return Scenario.Load(nameOrPath);
        }
        catch (InvalidDataException fault)
        {
            throw new HostRefusalException(fault.Message);
        }
    }

    private static TenantExport ReadExport(string[] paths, bool hasSize)
    {
        if (hasSize)
        {
            throw new HostRefusalException("--humans and --identities make a company up; --directory is one. Give either.");
        }

        var files = new ContextFiles();
        files.Read(null, paths, null, KindTable.Shipped);
        foreach (var note in files.Notes)
        {
            Console.Error.WriteLine(note);
        }

        var export = new TenantExport(files.Export);
        return export.IsEmpty ? throw new HostRefusalException($"--directory {string.Join(' ', paths)}: no user and no service principal in it, so nobody to simulate.") : export;
    }

    public static ReportSource SourceOf(Scenario scenario, TenantSize size, int days) =>
        new(string.Create(CultureInfo.InvariantCulture, $"a simulated tenant (scenario {scenario.Name}, seed {size.Seed})")) { Period = (scenario.Starts, scenario.Starts.AddDays(days)) };

    private static Pace? PaceOf(string speed) =>
        speed == "max" ? null
        : double.TryParse(speed, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and < 1e9 ? new Pace(TimeProvider.System, factor)
        : throw new HostRefusalException($"--speed {speed} is neither max nor a number above 0.");

    private static int Within(int least, int most, string option, int value) =>
        value < least ? throw new HostRefusalException($"{option} must be at least {least}.")
        : value > most ? throw new HostRefusalException($"{option} must be at most {most}.")
        : value;
}
