using System.CommandLine;
using System.Text.Json;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;
using NhiEvents.Local.Rules;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi rules</c>: Sigma rules, yours or the shipped ones: checked, tested, listed, and run over logs.</summary>
internal static class RulesCommand
{
    public static Command Create() => new("rules", "Sigma rules: check, test, list, map to standards, run over logs")
    {
        Over("check", "Say what is wrong in the rules, with file, line and column", path => RuleReport.Check(RuleFolder.Read(path), RuleFolder.Count(path), Console.Out)),
        Over("test", "Run the tests that stand in the rules", path => RuleReport.Test(RuleFolder.Read(path), Console.Out)),
        Over("list", "List the rules", path => RuleReport.List(RuleFolder.Read(path), Console.Error)),
        Coverage(),
        Scan(),
    };

    private static Command Over(string name, string description, Func<string?, int> run)
    {
        var folder = Folder();
        var command = new Command(name, description) { folder };
        command.SetAction(parsed => run(parsed.GetValue(folder)));
        return command;
    }

    private static Argument<string?> Folder() =>
        new("DIR") { Description = "Folder or file of rules; without it, the rules that come with this build", Arity = ArgumentArity.ZeroOrOne };

    private static Command Coverage()
    {
        var folder = Folder();
        var output = new Option<FileInfo?>("--out") { Description = "Write the page there instead of to standard output", HelpName = "FILE" };
        var command = new Command("coverage", "Map findings and rules to ATT&CK, OWASP NHI and NIST, as a Markdown page") { folder, output };
        command.SetAction(parsed =>
        {
            var rules = RuleFolder.Read(parsed.GetValue(folder));
            var errors = RuleReport.WriteFaults(rules, Console.Error);
            var page = CoveragePage.Write(rules);
            if (parsed.GetValue(output) is { } file)
            {
                AtomicFile.Write(file.FullName, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(page)));
            }
            else
            {
                Console.Out.Write(page);
            }

            return errors == 0 ? CommandLine.Done : CommandLine.Attention;
        });
        return command;
    }

    private static Command Scan()
    {
        var paths = new Argument<string[]>("LOGS") { Description = "Files or folders of exported logs; - is standard input", Arity = ArgumentArity.OneOrMore };
        var folder = new Option<string?>("--rules") { Description = "Folder or file of rules; without it, the rules that come with this build", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "One JSON object per match on standard output, and nothing else there" };
        var failOn = new Option<SigmaLevel?>("--fail-on") { Description = "Exit code 1 when a match is at least this severe", HelpName = "LEVEL" };
        var command = new Command("scan", "Run the rules over logs and print what matches") { paths, folder, json, failOn };
        command.SetAction((parsed, ct) =>
        {
            var rules = RuleFolder.Read(parsed.GetValue(folder));
            var errors = RuleReport.WriteFaults(rules, Console.Error);
            var rejected = new List<RejectedRow>();
            var files = new LogPaths(rejected).Open(parsed.GetRequiredValue(paths));
            var scan = new RuleScan(rules);
            try
            {
                var matches = scan.Run(files, ct);
                Write(matches, scan, parsed.GetValue(json));
                rejected.ForEach(row => Console.Error.WriteLine($"{row.File}: {ResultTable.Printable(row.Text)}"));
                var isSevere = parsed.GetValue(failOn) is { } level && matches.Any(match => match.Level >= level);
                return Task.FromResult(errors > 0 || isSevere ? CommandLine.Attention : CommandLine.Done);
            }
            finally
            {
                foreach (var file in files)
                {
                    file.Dispose();
                }
            }
        });
        return command;
    }

    private static void Write(IReadOnlyList<ScanMatch> matches, RuleScan scan, bool json)
    {
        foreach (var match in matches)
        {
            Console.Out.WriteLine(json ? JsonSerializer.Serialize(match, ScanJson.Default.ScanMatch) : Words(match));
        }

        var notes = json ? Console.Error : Console.Out;
        notes.WriteLine($"{matches.Count} match(es) in {scan.Rows} row(s).");
        if (scan.Unreadable > 0)
        {
            notes.WriteLine($"{scan.Unreadable} row(s) or part(s) of files could not be read.");
        }

        if (scan.TookTooLong > 0)
        {
            notes.WriteLine($"{scan.TookTooLong} time(s) a regular expression took too long and was given up, as if it had not matched.");
        }
    }

    private static string Words(ScanMatch match)
    {
        var about = match.Group is { } group ? string.Join(", ", group.Select(field => $"{field.Key} {field.Value}")) + $", {match.Events.Count} event(s)" : $"by {match.Who ?? "unknown"}, on {match.What ?? "unknown"}";
        var at = match.FirstSeen is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) : "no time";
        return ResultTable.Printable($"{at}  {match.Level,-13} {match.Title}: {about}");
    }
}
