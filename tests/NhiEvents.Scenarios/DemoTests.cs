namespace NhiEvents.Scenarios;

/// <summary>The demo, and that what it shows can be shown again.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_at_any_speed()
    {
        await Simulation.HereAsync(_folder, "mfa-day", 3, "a", size: 10);
        // Another process, where strings have other hash codes.
        await Nhi.RunAsync(Simulation.Command(_folder, "mfa-day", 3, "b", size: 10, "--speed", "86400"));

        Assert.Equal(File.ReadAllText(_folder["a.json"]), File.ReadAllText(_folder["b.json"]));
        Assert.Equal(File.ReadAllText(_folder["a/findings.json"]), File.ReadAllText(_folder["b/findings.json"]));
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
}
