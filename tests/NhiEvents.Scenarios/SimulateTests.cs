using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>Tenant and system together, as <c>nhi simulate</c> runs them; small, so that each takes seconds.</summary>
public sealed class SimulateTests : IDisposable
{
    private static readonly string[] Scenarios = ["mfa-day", "expired-secrets", "storm"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int> MoreSeeds =>
        [.. from scenario in Scenarios from seed in Enumerable.Range(20, 10) select (scenario, seed)];

    /// <summary>The acts of the others, and every fault.</summary>
    [Fact]
    public Task Finds_all_that_is_broken_and_nothing_else_in_a_storm() => FindsAllAsync("storm", 7);

    [Theory]
    [Trait("Set", "Full")]
    [MemberData(nameof(MoreSeeds))]
    public Task Finds_all_that_is_broken_and_nothing_else_on_more_seeds(string scenario, int seed) => FindsAllAsync(scenario, seed);

    [Fact]
    public async Task A_promise_that_is_not_kept_is_exit_code_1()
    {
        var impossible = _folder.Write(
            "impossible.json",
            """
            { "schemaVersion": 1, "name": "impossible", "title": "Nothing happens.", "starts": "2026-03-02T06:00:00Z", "days": 1, "acts": [],
              "promises": { "everyFinding": {}, "findings": { "NHI111": { "leastTruths": 1 } } } }
            """);

        var ran = await Simulation.HereAsync(_folder, impossible, 7, "a", size: 10);

        Assert.Equal((1, ""), (ran.ExitCode, ran.Errors));
        Assert.Contains("Not kept: NHI111", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scenario", "no-such")]
    [InlineData("--speed", "fast")]
    [InlineData("--days", "0")]
    [InlineData("--scenario", "storm", "--days", "1")]
    [InlineData("--identities", "0")]
    [InlineData("--humans", "2", "--identities", "5")]
    public async Task Wrong_usage_is_one_clear_line_and_exit_code_2(params string[] arguments)
    {
        var ran = await Nhi.HereAsync(["simulate", .. arguments]);

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith("nhi: ", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    public void Dispose() => _folder.Dispose();

    private async Task FindsAllAsync(string scenario, int seed)
    {
        var ran = await Simulation.HereAsync(_folder, scenario, seed, "a", size: 20);

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
}
