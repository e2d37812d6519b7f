using System.Text.RegularExpressions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>A stop that one app does not hear is no stop.</summary>
public sealed partial class BrakeQueueTests
{
    [Fact]
    public void Every_queue_whose_function_takes_a_stop_is_told_of_one()
    {
        var taking = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*Function.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Where(source => source.Contains("StopWrites.Kind", StringComparison.Ordinal))
            .Select(source => (string)typeof(Queues).GetField(Trigger().Match(source).Groups[1].Value)!.GetRawConstantValue()!);

        Assert.Equal(Queues.WithBrakes.Order(StringComparer.Ordinal), taking.Order(StringComparer.Ordinal));
    }

    /// <summary>Every slice that keeps a brake of its own has a handler of StopWrites.</summary>
    [Fact]
    public void Every_handler_of_a_stop_has_a_queue()
    {
        var handlers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "shared", "NhiEvents.Core"), "*.cs", SearchOption.AllDirectories)
            .Count(file => File.ReadAllText(file).Contains("HandleAsync(StopWrites ", StringComparison.Ordinal));

        Assert.Equal(Queues.WithBrakes.Count, handlers);
    }

    [GeneratedRegex(@"ServiceBusTrigger\(Queues\.(\w+)")]
    private static partial Regex Trigger();
}
