using System.Diagnostics;

namespace NhiEvents.Scenarios;

public sealed class BrakeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    private string Commands => Path.Combine(State, "commands");

    [Fact]
    public async Task A_stop_reaches_a_running_host_and_its_end_reaches_one_that_starts_later()
    {
        using (var host = await RunningHost.StartAsync(State))
        {
            Assert.Equal((0, ""), Exit(await AskAsync("stop", "--reason", "Something is wrong")));
            await EmptiedAsync();
            Assert.Equal(0, (await host.StopAsync()).ExitCode);
        }

        // What was taken but not yet handled at the Ctrl+C is handled by the next run.
        await RunUntilIdleAsync();
        Assert.Contains("writes-stopped", await LedgerAsync());
        Assert.DoesNotContain("writes-resumed", await LedgerAsync());

        Assert.Equal((0, ""), Exit(await AskAsync("resume")));
        Assert.Equal(3, Directory.GetFiles(Commands).Length);
        await RunUntilIdleAsync();

        Assert.Empty(Directory.GetFiles(Commands));
        Assert.Contains("writes-resumed", await LedgerAsync());
    }

    [Fact]
    public async Task A_file_that_is_no_command_is_put_aside_and_holds_up_nothing()
    {
        Directory.CreateDirectory(Commands);
        File.WriteAllText(Path.Combine(Commands, "0.json"), """{"queue":"policy-writes","id":"1","kind":"write-policies","body":{}}""");
        File.WriteAllText(Path.Combine(Commands, "1.json"), "{ no json");
        Assert.Equal(0, (await AskAsync("stop", "--reason", "test")).ExitCode);

        var run = await Nhi.RunUntilIdleAsync(State);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("0.json.refused is not a command", run.Output);
        Assert.Equal(["0.json.refused", "1.json.refused"], Directory.GetFiles(Commands).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("writes-stopped", await LedgerAsync());
    }

    [Fact]
    public async Task Without_a_state_folder_nothing_is_promised()
    {
        var refused = await AskAsync("stop", "--reason", "test");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("nothing has run there yet", refused.Errors);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> AskAsync(string command, params string[] more) => Nhi.HereAsync([command, .. more, "--tenant", "contoso", "--as", "pat", "--state", State]);

    private async Task<string> LedgerAsync() => (await Nhi.HereAsync("ledger", "show", "--state", State)).Output;

    private async Task RunUntilIdleAsync() => Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State)).ExitCode);

    /// <summary>The commands are in the broker of the host that runs.</summary>
    private async Task EmptiedAsync()
    {
        var waited = Stopwatch.StartNew();
        while (Directory.GetFiles(Commands).Length > 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "the running host did not take the commands");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static (int ExitCode, string Errors) Exit(Ran ran) => (ran.ExitCode, ran.Errors);
}
