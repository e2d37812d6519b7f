using System.CommandLine;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Bench;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi bench</c>: measures the embedded broker on this machine's disk, the replay beside other programs, and the rules.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--in") { Description = "Folder on the disk to measure", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".nhi", "bench")), HelpName = "DIR" };
        var messages = new Option<int>("--messages") { Description = "How many messages", DefaultValueFactory = _ => 50_000, HelpName = "N" };
        var batch = new Option<int>("--batch") { Description = "Messages per batch", DefaultValueFactory = _ => 100, HelpName = "N" };
        var broker = new Command("broker", "Durable messages per second, and the time to reopen with 100,000 waiting") { folder, messages, batch };
        broker.SetAction((parsed, ct) =>
        {
            var path = parsed.GetRequiredValue(folder).FullName;
            Folders.Make(path);
            BrokerBenchmark.Run(path, parsed.GetValue(messages), parsed.GetValue(batch), Console.Out, ct);
            return Task.FromResult(CommandLine.Done);
        });
        return new Command("bench", "Measure this machine") { broker, Replay(), Rules() };
    }

    private static Command Rules()
    {
        var events = new Option<int>("--events") { Description = "Events per number of rules", DefaultValueFactory = _ => 400_000, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same rules and events", DefaultValueFactory = _ => 1, HelpName = "N" };
        AtLeastOne(events);
        var rules = new Command("rules", "Events per second that 1 to 1,000 Sigma rules are tried with") { events, seed };
        rules.SetAction((parsed, ct) =>
        {
            RulesBench.Run(parsed.GetValue(events), parsed.GetValue(seed), ct);
            return Task.FromResult(CommandLine.Done);
        });
        return rules;
    }

    private static void AtLeastOne(Option<int> events) => events.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() <= 0)
        {
            result.AddError("--events must be at least 1.");
        }
    });

    private static Command Replay()
    {
        var folder = new Option<DirectoryInfo>("--in") { Description = "Folder for the generated log, some 3 KB per event", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".nhi", "bench")), HelpName = "DIR" };
        var events = new Option<int>("--events") { Description = "Rows of the generated log", DefaultValueFactory = _ => 300_000, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same log", DefaultValueFactory = _ => 1, HelpName = "N" };
        var keep = new Option<bool>("--keep") { Description = "Leave the log and the report in the folder" };
        AtLeastOne(events);
        var replay = new Command("replay", "The replay of a generated log, beside jq and DuckDB that group the same file") { folder, events, seed, keep };
        replay.SetAction((parsed, ct) => Task.FromResult(new ReplayBench(parsed.GetRequiredValue(folder).FullName, ct).Run(parsed.GetValue(events), parsed.GetValue(seed), parsed.GetValue(keep))));
        return replay;
    }
}
