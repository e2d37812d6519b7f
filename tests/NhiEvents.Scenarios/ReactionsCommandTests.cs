using System.Net;

namespace NhiEvents.Scenarios;

/// <summary><c>nhi reactions</c> on what a host has left, and what the next one makes of the words.</summary>
public sealed class ReactionsCommandTests : IDisposable
{
    private const string Person = "44444444-0000-4000-8000-000000000001";

    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task Proposed_reactions_are_listed_shown_taken_back_and_approved_by_nobody_whom_no_directory_knows()
    {
        await LeaveProposalsAsync();

        var list = await AskAsync("list");
        var proposed = list.Output.Split('\n').Where(line => line.Contains("Proposed  start-rotation   NHI104", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
        Assert.Equal((1, SampleLogs.ExpiredSecrets), (list.ExitCode, proposed.Count));
        Assert.Contains($"{SampleLogs.ExpiredSecrets} wait for a person.", list.Output, StringComparison.Ordinal);
        var show = await AskAsync("show", proposed[0]);
        Assert.Equal(0, show.ExitCode);
        Assert.Contains("credential-of-an-application", show.Output, StringComparison.Ordinal);

        foreach (var (expected, arguments) in new (string, string[])[]
        {
            ("--as must be the object id of your account", ["approve", proposed[0]]),
            ("--key is for remove-credential only", ["approve", proposed[0], "--as", Person, "--key", Person]),
            ("There is no reaction none", ["undo", "none"]),
        })
        {
            var refused = await AskAsync(arguments);
            Assert.Equal((2, true), (refused.ExitCode, refused.Errors.Contains(expected, StringComparison.Ordinal)));
        }

        Assert.Equal((0, ""), Exit(await AskAsync("approve", proposed[0], "--as", Person)));
        Assert.Equal((0, ""), Exit(await AskAsync("undo", proposed[1])));
        Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State)).ExitCode);

        // No tenant is connected here, so nobody can say who approved: it stays proposed, and its ticket says why.
        Assert.Contains("Proposed", (await AskAsync("show", proposed[0])).Output, StringComparison.Ordinal);
        Assert.Contains("Undone", (await AskAsync("show", proposed[1])).Output, StringComparison.Ordinal);
        var tickets = await Nhi.HereAsync("tickets", "list", "--state", State);
        var said = new List<string>();
        foreach (var number in tickets.Output.Split('\n').Select(line => line.Split(' ')[0]).Where(word => word.StartsWith("LOCAL-", StringComparison.Ordinal)))
        {
            said.Add((await Nhi.HereAsync("tickets", "show", number, "--state", State)).Output);
        }

        Assert.Single(said, text => text.Contains("nobody could say who approved: No tenant is connected", StringComparison.Ordinal));
        Assert.Single(said, text => text.Contains("taken back. Taken back before it was done.", StringComparison.Ordinal));
        Assert.Contains("0 dead letter", (await Nhi.HereAsync("deadletters", "list", "--state", State)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_playbook_is_explained_with_what_takes_its_actions_back()
    {
        var explained = await Nhi.HereAsync("playbooks", "explain", "NHI211", "--severity", "critical");

        Assert.Equal((0, ""), Exit(explained));
        Assert.Contains("disable-identity (Propose); taken back by enabling it, if it was this reaction that disabled it", explained.Output, StringComparison.Ordinal);
        Assert.Contains("revoke-sessions (Propose); taken back by nothing, so a person approves it", explained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playbooks_with_a_fault_are_refused_with_file_and_line()
    {
        var faulty = _folder.Write("mine.yaml", "- id: a\n  title: A.\n  do:\n    - { action: revoke-sessions, mode: enforce }\n  tests: []\n");

        var refused = await Nhi.HereAsync("playbooks", "check", "--file", faulty);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("mine.yaml:4: revoke-sessions has no inverse", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("tests passed.", (await Nhi.HereAsync("playbooks", "check")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> AskAsync(params string[] command) => Nhi.HereAsync(["reactions", .. command, "--state", State]);

    private static (int, string) Exit(Ran ran) => (ran.ExitCode, ran.Errors);

    private async Task LeaveProposalsAsync()
    {
        using (var host = await RunningHost.StartAsync(State))
        {
            var pushed = await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent(string.Join('\n', SampleLogs.Lines(hours: 2))));
            Assert.Equal(HttpStatusCode.OK, pushed.StatusCode);
            Assert.Equal(0, (await host.StopAsync()).ExitCode);
        }

        Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State)).ExitCode);
    }
}
