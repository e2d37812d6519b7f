using System.Text.RegularExpressions;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>
/// What is put off goes back into the queue that it came from. The type <c>Outcome.Final</c> keeps a handler behind a subscription from putting anything off, as long as no function of a
/// subscription names a queue.
/// </summary>
public sealed partial class PutOffTests
{
    [Fact]
    public void A_function_names_no_queue_but_its_own_to_put_a_message_off()
    {
        var functions = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*Function.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetFileName(file), Source: File.ReadAllText(file)))
            .Where(function => function.Source.Contains("settlement.", StringComparison.Ordinal)).ToList();

        Assert.InRange(functions.Count, 30, int.MaxValue);
        Assert.Contains(functions, function => Queue().IsMatch(function.Source));
        Assert.All(functions, function => Assert.All(Queue().Matches(function.Source), named => Assert.Equal(Trigger().Match(function.Source).Groups[1].Value, named.Groups[1].Value)));
    }

    [GeneratedRegex(@"ServiceBusTrigger\(((?:Queues|Topics)\.\w+)")]
    private static partial Regex Trigger();

    [GeneratedRegex(@"\b(Queues\.\w+), ct\)")]
    private static partial Regex Queue();
}
