using System.Text.RegularExpressions;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>What the README tells a new user to type works, and what it shows is what comes.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private readonly TemporaryFolder _folder = new();

    /// <summary>All but <c>./nhi test</c>, which is what runs this, and <c>./nhi demo</c>, which <see cref="DemoTests"/> runs.</summary>
    public static TheoryData<string> Commands =>
        [.. ConsoleBlock().Matches(Readme).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Where(line => line is not ("./nhi test" or "./nhi demo"))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_in_a_console_block_works(string command)
    {
        Assert.StartsWith("./nhi ", command, StringComparison.Ordinal);
        var arguments = command.Split(' ')[1..].Select(argument => argument switch
        {
            "report/" => _folder["report"],
            _ when Path.Exists(Path.Combine(Repository.Root, argument)) => Path.Combine(Repository.Root, argument),
            _ => argument,
        });

        var ran = await Nhi.RunAsync([.. arguments]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.True(File.Exists(_folder["report/report.html"]));
        Assert.All(Directory.EnumerateFiles(_folder["report"], "rejected.ndjson"), rejected => Assert.Equal("", File.ReadAllText(rejected)));
    }

    [Fact]
    public async Task The_shown_result_is_the_result()
    {
        var ran = await Nhi.HereAsync("replay", Path.Combine(Repository.Root, "samples", "mfa-day.ndjson"), "--out", _folder["report"]);

        var shown = TextBlock().Match(Readme).Groups[1].Value.Split('\n').Where(line => Words(line).Count > 4).ToList();
        Assert.True(shown.Count >= 5);
        foreach (var line in shown.Where(line => !line.StartsWith("Written", StringComparison.Ordinal)))
        {
            var words = Words(line.Split('…')[0]).SkipLast(line.Contains('…', StringComparison.Ordinal) ? 1 : 0).ToList();
            Assert.Contains(ran.Output.Split('\n'), printed => Words(printed).Take(words.Count).SequenceEqual(words));
        }

        var written = shown.Single(line => line.StartsWith("Written", StringComparison.Ordinal)).Split(": ")[1];
        Assert.Contains(written, ran.Output, StringComparison.Ordinal);
        Assert.All(written.TrimEnd('.').Split(", "), file => Assert.True(File.Exists(_folder["report/" + file]), file));
    }

    [Fact]
    public async Task Every_command_in_the_table_is_in_the_help()
    {
        var help = (await Nhi.RunAsync("--help")).Output;

        Assert.All(TableCommand().Matches(Readme), command => Assert.Contains(command.Groups[1].Value, help, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Words(string line) => [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex("```text\n([0-9]+ findings.*?)```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();

    [GeneratedRegex(@"^\| `\./nhi ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex TableCommand();
}
