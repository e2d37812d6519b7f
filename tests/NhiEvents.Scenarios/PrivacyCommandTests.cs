using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>What a person can learn of what is kept, and have erased.</summary>
public sealed class PrivacyCommandTests : IDisposable
{
    /// <summary>A service account of the sample, taken for a person's: classification can be wrong, and then it must be gone.</summary>
    private const string Name = "svc-batch0";

    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task Report_says_where_export_hands_over_and_erase_leaves_nothing()
    {
        _folder.Write("logs.ndjson", string.Join('\n', SampleLogs.Lines(hours: 2)));
        Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State, "--feed", _folder["logs.ndjson"])).ExitCode);
        var person = await PersonAsync();

        var report = await PrivacyAsync("report", person);
        Assert.Equal((0, ""), (report.ExitCode, report.Errors));
        Assert.Contains("detection, identity: ", report.Output, StringComparison.Ordinal);
        Assert.Contains("portal, identity: ", report.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await PrivacyAsync("export", person, "--out", _folder["person.json"])).ExitCode);
        using (var export = JsonDocument.Parse(File.ReadAllText(_folder["person.json"])))
        {
            Assert.Equal(person, export.RootElement.GetProperty("personId").GetString());
            Assert.All(export.RootElement.GetProperty("rows").EnumerateArray(), row => Assert.Contains(person, row.GetRawText(), StringComparison.OrdinalIgnoreCase));
        }

        var planned = await PrivacyAsync("erase", person);
        Assert.Contains("Nothing was changed", planned.Output, StringComparison.Ordinal);
        Assert.Equal(report.Output.Split('\n')[0], (await PrivacyAsync("report", person)).Output.Split('\n')[0]);

        Assert.Equal(0, (await PrivacyAsync("erase", person, "--apply", "--forget-ledger")).ExitCode);
        var after = await PrivacyAsync("report", person);
        Assert.DoesNotContain("an erasure", after.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(State, "person.key")));

        // What is left is whole: the system starts, and knows everybody else.
        Assert.Equal(0, (await Nhi.RunUntilIdleAsync(State)).ExitCode);
        await Nhi.HereAsync("findings", "--state", State, "--out", _folder["after"]);
        using var findings = JsonDocument.Parse(File.ReadAllText(_folder["after/findings.json"]));
        Assert.Equal(SampleLogs.Findings - 1, findings.RootElement.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public async Task What_is_no_object_id_is_refused()
    {
        Directory.CreateDirectory(State);

        var ran = await PrivacyAsync("report", "svc");

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("not an object id", ran.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> PrivacyAsync(string word, string person, params string[] more) => Nhi.HereAsync(["privacy", word, person, "--state", State, .. more]);

    private async Task<string> PersonAsync()
    {
        await Nhi.HereAsync("findings", "--state", State, "--out", _folder["before"]);
        using var identities = JsonDocument.Parse(File.ReadAllText(_folder["before/identities.json"]));
        return identities.RootElement.GetProperty("identities").EnumerateArray().Select(one => one.GetProperty("identity"))
            .First(one => one.GetRawText().Contains(Name, StringComparison.Ordinal)).GetProperty("id").GetString()!;
    }
}
