namespace NhiEvents.Scenarios;

/// <summary>The restore drill of docs/operate.md: a copy of the state folder of a stopped system is a backup.</summary>
public sealed class RestoreDrillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task A_restored_copy_goes_on_from_there_and_what_comes_again_comes_to_the_same()
    {
        var lines = SampleLogs.Lines(hours: 4);
        _folder.Write("first.ndjson", string.Join('\n', lines.Take(lines.Count / 2)));
        _folder.Write("second.ndjson", string.Join('\n', lines.Skip(lines.Count / 2)));
        await RunAsync("--feed", _folder["first.ndjson"]);
        Copy(State, _folder["backup"]);
        await RunAsync("--feed", _folder["second.ndjson"]);
        var whole = await FindingsAsync("whole");

        // The disk is lost; the copy takes its place, and the source sends again what it still has.
        Directory.Delete(State, recursive: true);
        Copy(_folder["backup"], State);
        var restored = await FindingsAsync("restored");
        await RunAsync("--feed", _folder["first.ndjson"], _folder["second.ndjson"]);

        Assert.NotEqual(whole, restored);
        Assert.Equal(whole, await FindingsAsync("again"));
        Assert.Contains("The ledger is whole.", (await Nhi.HereAsync("ledger", "verify", "--state", State)).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(params string[] more)
    {
        var ran = await Nhi.RunUntilIdleAsync(State, more);
        Assert.True(ran.ExitCode == 0, ran.Errors);
    }

    private async Task<string> FindingsAsync(string name)
    {
        Assert.Equal(0, (await Nhi.HereAsync("findings", "--state", State, "--out", _folder[name])).ExitCode);
        return File.ReadAllText(Path.Combine(_folder[name], "findings.json"));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
