using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary><c>nhi findings mute</c> and <c>unmute</c>, from the command to the ticket.</summary>
public sealed class MuteCommandTests : IDisposable
{
    private const string Tenant = "8f2c1e0a-4b6d-4e1f-9a3c-1d2e3f405162";

    private const string Person = "44444444-0000-4000-8000-000000000001";

    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task A_muted_finding_is_muted_by_the_next_host_and_heard_again_when_a_person_says_so()
    {
        var (tenant, finding, identity) = await FindAsync();
        Assert.Equal((0, ""), Exit(await AskAsync(tenant, "mute", finding, "--identity", identity, "--until", "7d", "--reason", "It is moved next week.")));
        await RunAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(State, "commands")));
        Assert.Equal(1, await LedgerAsync("finding-muted"));

        Assert.Equal((0, ""), Exit(await AskAsync(tenant, "unmute", finding, "--identity", identity)));
        await RunAsync();

        Assert.Equal((1, 1), (await LedgerAsync("finding-muted"), await LedgerAsync("finding-heard-again")));
    }

    [Theory]
    [InlineData("--reason is empty", "mute", "f", "--identity", "i", "--until", "7d", "--reason", " ")]
    [InlineData("--until must be in the future: a mute always ends", "mute", "f", "--identity", "i", "--until", "2020-01-01T00:00Z", "--reason", "planned")]
    [InlineData("Option '--until' is required", "mute", "f", "--identity", "i", "--reason", "planned")]
    [InlineData("Option '--identity' is required", "unmute", "f")]
    public async Task What_is_wrong_is_said_in_one_line_and_nothing_is_given(string expected, params string[] command)
    {
        Directory.CreateDirectory(State);

        var refused = await AskAsync(Tenant, command);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(State, "commands")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> AskAsync(string tenant, params string[] command) => Nhi.HereAsync(["findings", .. command, "--tenant", tenant, "--as", Person, "--state", State]);

    private static (int, string) Exit(Ran ran) => (ran.ExitCode, ran.Errors);

    private async Task RunAsync(params string[] more)
    {
        var ran = await Nhi.RunUntilIdleAsync(State, more);
        Assert.True(ran.ExitCode == 0, ran.Errors);
    }

    private async Task<(string Tenant, string Finding, string Identity)> FindAsync()
    {
        var lines = SampleLogs.Lines(hours: 2).ToList();
        await RunAsync("--feed", _folder.Write("logs.ndjson", string.Join('\n', lines)));
        await Nhi.HereAsync("findings", "--state", State, "--out", _folder["out"]);
        var found = JsonSerializer.Deserialize(await File.ReadAllTextAsync(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings.First(one => one.FindingType == "NHI104");
        using var row = JsonDocument.Parse(lines[0]);
        return (row.RootElement.GetProperty("tenantId").GetString()!, found.Id, found.Identity.Id);
    }

    private async Task<int> LedgerAsync(string action) => (await Nhi.HereAsync("ledger", "show", "--state", State)).Output.Split('\n').Count(line => line.Contains(action, StringComparison.Ordinal));
}
