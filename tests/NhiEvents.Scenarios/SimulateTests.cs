using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>Tenant and system together, as <c>nhi simulate</c> runs them; small, so that each takes seconds.</summary>
public sealed class SimulateTests : IDisposable
{
    private static readonly string[] Scenarios = ["mfa-day", "expired-secrets", "storm"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>People, and as many non-human identities.</summary>
    private int _size = 30;

    public static TheoryData<string, int> MoreSeeds =>
        [.. from scenario in Scenarios from seed in Enumerable.Range(20, 10) select (scenario, seed)];

    [Theory]
    [InlineData("mfa-day", 7)]
    [InlineData("expired-secrets", 7)]
    [InlineData("storm", 7)]
    public Task Finds_all_that_is_broken_and_nothing_else(string scenario, int seed) => FindsAllAsync(scenario, seed);

    [Theory]
    [Trait("Set", "Full")]
    [MemberData(nameof(MoreSeeds))]
    public Task Finds_all_that_is_broken_and_nothing_else_on_more_seeds(string scenario, int seed) => FindsAllAsync(scenario, seed);

    /// <summary>Exceptions that end, ways out of every kind made by hand, a second writer, and somebody with a right password.</summary>
    [Fact]
    public Task No_exception_is_outlived_and_every_way_out_made_by_hand_is_found_with_its_author() => FindsExceptionsAsync(7);

    [Fact]
    [Trait("Set", "Full")]
    public Task No_exception_is_outlived_on_another_seed() => FindsExceptionsAsync(8);

    private async Task FindsExceptionsAsync(int seed)
    {
        _size = 50;

        var ran = await SimulateAsync("exception-sprawl", seed, "a");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var exceptions = verdict.RootElement.GetProperty("exceptions");
        Assert.Equal((0, 0), (exceptions.GetProperty("outlived").GetInt32(), exceptions.GetProperty("grantedToAttacked").GetInt32()));
        Assert.Equal((8, 8, 8), (exceptions.GetProperty("shadows").GetInt32(), exceptions.GetProperty("shadowsFound").GetInt32(), exceptions.GetProperty("shadowsWithAuthor").GetInt32()));
        Assert.InRange(exceptions.GetProperty("granted").GetInt32(), 2, 10);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_at_any_speed()
    {
        _size = 10;
        await SimulateAsync("mfa-day", 3, "a");
        await SimulateAsync("mfa-day", 3, "b", "--speed", "86400");
        await SimulateAsync("mfa-day", 4, "c");

        Assert.Equal(File.ReadAllText(_folder["a.json"]), File.ReadAllText(_folder["b.json"]));
        Assert.Equal(File.ReadAllText(_folder["a/findings.json"]), File.ReadAllText(_folder["b/findings.json"]));
        Assert.NotEqual(File.ReadAllText(_folder["a.json"]), File.ReadAllText(_folder["c.json"]));
    }

    [Fact]
    public async Task A_promise_that_is_not_kept_is_exit_code_1()
    {
        var impossible = _folder.Write(
            "impossible.json",
            """
            { "schemaVersion": 1, "name": "impossible", "title": "Nothing happens.", "starts": "2026-03-02T06:00:00Z", "days": 1, "acts": [],
              "promises": { "everyFinding": {}, "findings": { "NHI111": { "leastTruths": 1 } } } }
            """);

        var ran = await SimulateAsync(impossible, 7, "a");

        Assert.Equal((1, ""), (ran.ExitCode, ran.Errors));
        Assert.Contains("Not kept: NHI111", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scenario", "no-such")]
    [InlineData("--speed", "fast")]
    [InlineData("--days", "0")]
    [InlineData("--scenario", "storm", "--days", "1")]
    [InlineData("--identities", "0")]
    public async Task Wrong_usage_is_one_clear_line_and_exit_code_2(params string[] arguments)
    {
        var ran = await Nhi.RunAsync(["simulate", .. arguments]);

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith("nhi: ", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_demo_tells_what_happens_and_ends_with_a_verdict_and_a_report()
    {
        var ran = await Nhi.RunAsync("demo", "--seconds", "1", "--out", _folder["report"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var lines = ran.Output.Split('\n').ToList();
        var change = lines.FindIndex(line => line.Contains("switches on the policy", StringComparison.Ordinal));
        var breaks = lines.FindIndex(change + 1, line => line.Contains("cannot sign in", StringComparison.Ordinal));
        var finding = lines.FindIndex(breaks + 1, line => line.Contains("NHI101 challenge-demanded", StringComparison.Ordinal) && line.Contains("after it broke", StringComparison.Ordinal));
        Assert.True(0 < change && change < breaks && breaks < finding, ran.Output);
        Assert.Contains("Passed: ", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", ran.Output, StringComparison.Ordinal);
        Assert.All(["report.html", "findings.json", "identities.json", "verdict.json"], file => Assert.True(File.Exists(_folder["report/" + file]), file));
    }

    public void Dispose() => _folder.Dispose();

    private async Task FindsAllAsync(string scenario, int seed)
    {
        var ran = await SimulateAsync(scenario, seed, "a");

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var root = verdict.RootElement;
        Assert.True(root.GetProperty("passed").GetBoolean(), ran.Output);
        Assert.Equal(0, root.GetProperty("people").GetProperty("findings").GetInt32());
        foreach (var finding in root.GetProperty("findings").EnumerateObject().Select(finding => finding.Value))
        {
            Assert.Equal(finding.GetProperty("truths").GetInt32(), finding.GetProperty("found").GetInt32());
            Assert.Equal(0, finding.GetProperty("false").GetInt32());
        }

        if (root.TryGetProperty("exceptions", out var exceptions))
        {
            Assert.Equal((0, 0), (exceptions.GetProperty("outlived").GetInt32(), exceptions.GetProperty("grantedToAttacked").GetInt32()));
        }

        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["a/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.NotEmpty(findings);
        Assert.True(File.Exists(_folder["a/report.html"]));
    }

    private Task<Ran> SimulateAsync(string scenario, int seed, string name, params string[] more) => Nhi.RunAsync(
    [
        "simulate", "--scenario", scenario, "--humans", $"{_size}", "--identities", $"{_size}", "--seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "--verdict", _folder[name + ".json"], "--out", _folder[name], .. more,
    ]);
}
