using System.CommandLine;
using NhiEvents.Embedded;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;
using NhiEvents.Local.Report;
using NhiEvents.Local.Rules;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi findings</c>: what a stopped host has found.</summary>
internal static class FindingsCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var output = new Option<DirectoryInfo?>("--out") { Description = "Also write findings.json, identities.json and report.html there", HelpName = "DIR" };
        var rules = new Option<string?>("--rules") { Description = "The Sigma rules that the host ran with: their findings are told in their words; without it, the rules that come with this build", HelpName = "DIR" };
        var command = new Command("findings", "Show what `nhi run` has found (stop it first, or ask its portal: GET /api/findings)") { state, output, rules };
        var outcome = new OutcomeOptions();
        outcome.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var wanted = outcome.Read(parsed, ConfigFile.None);
            var folder = parsed.GetRequiredValue(state);
            if (!folder.Exists)
            {
                throw new HostRefusalException($"{folder} does not exist: nothing has run there yet. Start with: nhi run --state {folder}");
            }

            await using var storage = Storage.OpenFolder(folder.FullName, Topology.Shipped, TimeProvider.System);
            var results = await Results.ReadAsync(storage, ct, DataFiles.Shipped with { Rules = RuleFolder.ReadWhole(parsed.GetValue(rules)) });
            if (parsed.GetValue(output) is { } target)
            {
                results.Write(target.FullName, ReportSource.State);
            }

            wanted.Write(results);
            return wanted.ExitCode(results);
        });
        FindingWords.Create().ToList().ForEach(command.Subcommands.Add);
        return command;
    }
}
