using System.CommandLine;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi bench broker</c>: measures the embedded broker on this machine's disk.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--in") { Description = "Folder on the disk to measure", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(".nhi", "bench")), HelpName = "DIR" };
        var messages = new Option<int>("--messages") { Description = "How many messages", DefaultValueFactory = _ => 50_000, HelpName = "N" };
        var batch = new Option<int>("--batch") { Description = "Messages per batch", DefaultValueFactory = _ => 100, HelpName = "N" };
        var broker = new Command("broker", "Durable messages per second, and the time to reopen with 100,000 waiting") { folder, messages, batch };
        broker.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(folder).FullName;
            Directory.CreateDirectory(path);
            BrokerBenchmark.Run(path, parsed.GetValue(messages), parsed.GetValue(batch), Console.Out, CancellationToken.None);
            return CommandLine.Done;
        });
        return new Command("bench", "Measure this machine") { broker };
    }
}
