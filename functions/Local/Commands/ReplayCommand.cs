using System.CommandLine;
using NhiEvents.Local.Context;
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
        var since = new Option<string?>("--since") { Description = "Count rows from here on: 2026-03-02, 2026-03-02T06:00:00Z, or 7d, 24h, 30m before the last row", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Count rows up to here; a date means all of that day", HelpName = "TIME" };
        var throughFunctions = new Option<bool>("--through-functions") { Description = "Send every row through the function classes, as a running system does: the same result, slower" };
        var command = new Command("replay", "Read exported logs and say which non-human identities are broken, and why") { paths, output, keepRaw, since, until, throughFunctions };
        var (settings, outcome) = (new ContextSettings(), new OutcomeOptions());
        settings.AddTo(command, withRules: true);
        outcome.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var context = settings.Read(parsed, matching: true);
            var wanted = outcome.Read(parsed, context.Config);
            var everyRow = parsed.GetValue(throughFunctions);
            using var input = LogInput.Read(parsed.GetRequiredValue(paths), parsed.GetValue(keepRaw), ct, context, everyRow);
            input.Narrow(parsed.GetValue(since) ?? context.Config.Option(ConfigNames.Since), parsed.GetValue(until) ?? context.Config.Option(ConfigNames.Until), context.ReadDetection().AnswerWithin);
            var results = everyRow ? await ReplayRun.RunAsync(input, context, ct) : await new HistoryRun(input, context).RunAsync(ct);
            var folder = parsed.GetRequiredValue(output).FullName;
            var files = Task.Run(() =>
            {
                results.Write(folder, ReportSource.Of(input));
                input.WriteRejected(Path.Combine(folder, "rejected.ndjson"));
            }, CancellationToken.None);
            try
            {
                wanted.Write(results);
            }
            finally
            {
                await files;
            }

            input.WriteNotes(wanted.Notes);
            context.WriteNotes(wanted.Notes);
            wanted.Notes.WriteLine($"Written to {parsed.GetRequiredValue(output)}: findings.json, identities.json, report.html, rejected.ndjson.");
            return wanted.ExitCode(results);
        });
        return command;
    }
}
