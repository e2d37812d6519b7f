using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>Killed at any point, started again with the same input: the same outcome.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly string[] Documents = ["findings.json", "identities.json"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _port = $"{FreePorts.Next()}";

    [Fact]
    public Task Replay_killed_3_times() => ReplayKilledAsync(3);

    [Fact]
    [Trait("Set", "Full")]
    public Task Replay_killed_50_times() => ReplayKilledAsync(50);

    [Fact]
    public Task Run_killed_twice() => RunKilledAsync(2);

    [Fact]
    [Trait("Set", "Full")]
    public Task Run_killed_50_times() => RunKilledAsync(50);

    public void Dispose() => _folder.Dispose();

    private async Task ReplayKilledAsync(int kills)
    {
        WriteLogs(hours: 72);
        string[] command = ["replay", _folder["logs"], "--out"];
        await Nhi.HereAsync([.. command, _folder["undisturbed"]]);
        var random = new Random(kills);
        for (var killed = 0; killed < kills; killed++)
        {
            Nhi.RunAndKill(TimeSpan.FromMilliseconds(random.Next(100, 1200)), [.. command, _folder["killed"]]);
            Assert.All(Documents, file => Assert.True(!File.Exists(_folder["killed/" + file]) || Same(file), $"a killed replay left half of {file}"));
        }

        await Nhi.RunAsync([.. command, _folder["killed"]]);

        Assert.All(Documents, file => Assert.True(Same(file), file));
    }

    private async Task RunKilledAsync(int kills)
    {
        WriteLogs(hours: 6);
        await Nhi.RunUntilIdleAsync(_folder["undisturbed-state"], "--feed", _folder["logs"]);
        await Nhi.HereAsync("findings", "--state", _folder["undisturbed-state"], "--out", _folder["undisturbed"]);
        var random = new Random(kills);
        for (var killed = 0; killed < kills; killed++)
        {
            Nhi.RunAndKill(TimeSpan.FromMilliseconds(random.Next(200, 4000)), Run("killed-state"));
        }

        var last = await Nhi.RunAsync(Run("killed-state"));
        Assert.Equal((0, ""), (last.ExitCode, WithoutHandingOver(last.Errors)));
        await Nhi.HereAsync("findings", "--state", _folder["killed-state"], "--out", _folder["killed"]);

        Assert.All(Documents, file => Assert.True(Same(file), file));
    }

    /// <summary>On a slow machine what a delivery has no time for goes to the retry queue, and the log says so.</summary>
    private static string WithoutHandingOver(string errors) =>
        string.Join('\n', errors.Split('\n').Where(line => !(line.Contains("EventIntake[6002]", StringComparison.Ordinal) && line.Contains("(TimeoutException)", StringComparison.Ordinal)))).Trim();

    private void WriteLogs(int hours) => _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines(hours)));

    private string[] Run(string state) => ["run", "--state", _folder[state], "--feed", _folder["logs"], "--until-idle", "--port", _port];

    private bool Same(string file) => File.ReadAllText(_folder["undisturbed/" + file]) == File.ReadAllText(_folder["killed/" + file]);
}
