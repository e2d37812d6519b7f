using System.CommandLine;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi replay PATH…</c>: exported logs in, findings out.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files or folders of exported sign-in logs", Arity = ArgumentArity.OneOrMore };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for findings.json, identities.json, report.html and rejected.ndjson", Required = true, HelpName = "DIR" };
        var keepRaw = new Option<bool>("--keep-raw") { Description = "Put the first bytes of unreadable rows into rejected.ndjson (they may hold personal data)" };
        var throughFunctions = new Option<bool>("--through-functions") { Description = "Send every row through the function classes, as a running system does: the same result, slower" };
        var command = new Command("replay", "Read exported logs and say which non-human identities are broken, and why") { paths, output, keepRaw, throughFunctions };
        command.SetAction(async (parsed, ct) =>
        {
            var everyRow = parsed.GetValue(throughFunctions);
            using var input = LogInput.Read(parsed.GetRequiredValue(paths), parsed.GetValue(keepRaw), ct, everyRow);
            var results = everyRow ? await ReplayRun.RunAsync(input, ct) : new HistoryRun(input).Run(ct);
            var folder = parsed.GetRequiredValue(output).FullName;
            results.Write(folder, ReportSource.Of(input));
            input.WriteRejected(Path.Combine(folder, "rejected.ndjson"));
            ResultTable.Write(results);
            input.WriteNotes(Console.Out);
            Console.WriteLine($"Written to {parsed.GetRequiredValue(output)}: findings.json, identities.json, report.html, rejected.ndjson.");
            return CommandLine.Done;
        });
        return command;
    }
}
