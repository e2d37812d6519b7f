using System.Text.RegularExpressions;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Structure;

/// <summary>The embedded ports are the test doubles: a test that implements a port for itself proves nothing about either implementation.</summary>
public sealed partial class PortDoublesTests
{
    /// <summary>Hands every call on to the embedded ports.</summary>
    private const string FaultInjector = "FaultInjector";

    [Fact]
    public void No_test_implements_a_port_for_itself()
    {
        var doubles = from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                      where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                      from name in DoublesIn(File.ReadAllText(file))
                      select name;

        Assert.Equal([FaultInjector], doubles);
    }

    [Theory]
    [InlineData("internal sealed class Fake : IStateStore", "Fake")]
    [InlineData("class Fake(int a, string b) : Base(a), IMessageBus\n{", "Fake")]
    [InlineData("public sealed class Fake<T>\n    : IDisposable,\n    IEventPublisher\n{", "Fake")]
    [InlineData("record Fake(string Name) : Ports.IStateStore;", "Fake")]
    [InlineData("class Suite(IStateStore store) : Contract\n{\n    IStateStore Store => store;", null)]
    [InlineData("class Suite : Contract\n{\n    private IMessageBus? _bus;", null)]
    [InlineData("/// <summary>The class under test: IStateStore.</summary>\nclass Plain;", null)]
    public void A_double_is_recognised(string source, string? name) => Assert.Equal(name is null ? [] : [name], DoublesIn(source));

    private static IEnumerable<string> DoublesIn(string source) => Implementation().Matches(source).Select(match => match.Groups["name"].Value);

    /// <summary>A type whose base list names a port.</summary>
    [GeneratedRegex(
        @"^[ \t]*(?:(?:public|internal|private|protected|file|sealed|abstract|static|partial|readonly)\s+)*(?:class|record|struct|record\s+(?:class|struct))\s+(?<name>\w+)[^{};:]*:[^{};]*\b(?:IStateStore|IMessageBus|IEventPublisher|IEntraLogs)\b",
        RegexOptions.Multiline)]
    private static partial Regex Implementation();
}
