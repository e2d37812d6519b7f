namespace NhiEvents.Scenarios;

/// <summary><c>nhi exceptions</c> beside a running host, and on what it has left.</summary>
public sealed class ExceptionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task A_request_that_is_never_granted_is_refused_at_once_with_every_reason()
    {
        Directory.CreateDirectory(State);

        var refused = await AskAsync("request", "--identity", "svc-1", "--network", "everywhere", "--until", "20d");

        Assert.Equal(2, refused.ExitCode);
        foreach (var reason in new[] { "No owner is named", "A reason is missing", "No policy is named", "'everywhere' is no network" })
        {
            Assert.Contains(reason, refused.Errors);
        }

        Assert.False(Directory.Exists(Path.Combine(State, "commands")));
    }

    [Theory]
    [InlineData("--until 20x is neither a time", "request", "--identity", "svc-1", "--until", "20x")]
    [InlineData("--reason needs 10 to 1000 characters", "deny", "ex-1", "--identity", "svc-1", "--reason", "no")]
    [InlineData("Option '--identity' is required", "approve", "ex-1")]
    public async Task What_is_wrong_is_said_in_one_line(string expected, params string[] command)
    {
        Directory.CreateDirectory(State);

        var refused = await AskAsync(command);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Errors);
    }

    [Fact]
    public async Task A_request_reaches_a_running_host_and_what_came_of_it_is_listed_and_shown()
    {
        string id;
        using (var host = await RunningHost.StartAsync(State))
        {
            var asked = await AskAsync("request", "--identity", "svc-1", "--policy", "p-1", "--network", "192.0.2.0/28", "--until", "20d", "--owner", "olga", "--reason", "The nightly export stands still.");
            Assert.Equal((0, ""), (asked.ExitCode, asked.Errors));
            id = asked.Output.Split("Its id will be ")[1][..32];
            Assert.Equal((0, ""), await host.StopAsync());
        }

        Assert.Equal(0, (await AskAsync("approve", id, "--identity", "svc-1")).ExitCode);
        Assert.Equal(0, (await AskAsync("revoke", id, "--identity", "svc-1", "--reason", "It is moved and works.")).ExitCode);
        Assert.Equal(0, (await AskAsync("reconcile")).ExitCode);
        var import = await AskAsync("import");
        Assert.Equal(0, import.ExitCode);
        var ran = await RunUntilIdleAsync();
        Assert.Contains($"Import {import.Output.Split("The plan's id is ")[1][..32]} was not applied. The tenant could not be read", ran.Output);

        var list = await Nhi.HereAsync("exceptions", "list", "--state", State);
        var show = await Nhi.HereAsync("exceptions", "show", id, "--state", State);

        Assert.Equal(0, list.ExitCode);
        Assert.Contains($"{id}  refused", list.Output);
        Assert.Contains("1 exception(s); 0 wait for a person.", list.Output);
        Assert.Contains("No tenant is connected", show.Output);
        Assert.Empty(Directory.GetFiles(Path.Combine(State, "commands")));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await RunUntilIdleAsync();

        var shown = await Nhi.HereAsync("exceptions", "show", "none", "--state", State);

        Assert.Equal((2, true), (shown.ExitCode, shown.Errors.Contains("There is no exception none. See: nhi exceptions list", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> AskAsync(params string[] command) => Nhi.HereAsync(["exceptions", .. command, "--tenant", "contoso", "--as", "pat", "--state", State]);

    private async Task<Ran> RunUntilIdleAsync()
    {
        var ran = await Nhi.RunUntilIdleAsync(State);
        Assert.Equal(0, ran.ExitCode);
        return ran;
    }
}
