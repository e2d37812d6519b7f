using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Finds_who_is_broken_and_nobody_else()
    {
        _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines()));

        var ran = await Nhi.HereAsync("replay", _folder["logs"], "--out", _folder["out"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(SampleLogs.ExpiredSecrets, findings.Count(finding => finding.FindingType == "NHI104"));
        Assert.Equal(SampleLogs.ChallengedAccounts, findings.Count(finding => finding.FindingType == "NHI101"));
        Assert.Equal(SampleLogs.UnknownCodes, findings.Count(finding => finding.FindingType == "NHI112"));
        Assert.Equal(SampleLogs.Findings, findings.Count);
        Assert.All(findings, finding =>
        {
            Assert.Equal(24, finding.Count);
            Assert.NotEmpty(finding.Cause);
            Assert.NotEmpty(finding.Remedies);
            Assert.NotEmpty(finding.Standards);
            Assert.NotEmpty(finding.Evidence.Events);
            Assert.NotEmpty(finding.Evidence.Classification);
        });
        Assert.Equal("", File.ReadAllText(_folder["out/rejected.ndjson"]));
    }

    [Fact]
    public async Task Leaves_no_trace_of_people()
    {
        _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines()));

        var ran = await Nhi.HereAsync("replay", _folder["logs"], "--out", _folder["out"]);

        foreach (var written in Directory.EnumerateFiles(_folder["out"]).Select(File.ReadAllText).Append(ran.Output))
        {
            Assert.DoesNotContain("person.number", written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Person Number", written, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Gives_the_same_bytes_whatever_the_files_order_and_repetition()
    {
        var lines = SampleLogs.Lines();
        _folder.Write("straight/all.ndjson", string.Join('\n', lines));
        var random = new Random(7);
        var tripled = lines.Concat(lines).Concat(lines).ToArray();
        random.Shuffle(tripled);
        for (var part = 0; part < 3; part++)
        {
            _folder.Write($"shuffled/{part}.json", $$"""{"records":[{{string.Join(",\r\n", tripled.Where((_, i) => i % 3 == part))}}]}""");
        }

        await Nhi.HereAsync("replay", _folder["straight"], "--out", _folder["a"]);
        var ran = await Nhi.RunAsync("replay", _folder["shuffled/2.json"], _folder["shuffled/0.json"], _folder["shuffled/1.json"], "--out", _folder["b"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.Equal(File.ReadAllText(_folder["a/findings.json"]), File.ReadAllText(_folder["b/findings.json"]));
        Assert.Equal(File.ReadAllText(_folder["a/identities.json"]), File.ReadAllText(_folder["b/identities.json"]));
    }

    [Fact]
    public async Task Says_where_a_row_could_not_be_read_and_goes_on()
    {
        var lines = SampleLogs.Lines(hours: 1).ToList();
        lines.Insert(2, """{"category":"SignInLogs","properties":{"userId":"x"}}""");
        lines.Insert(5, "{ this is no JSON");
        _folder.Write("logs.ndjson", string.Join('\n', lines));

        var ran = await Nhi.HereAsync("replay", _folder["logs.ndjson"], "--out", _folder["out"]);

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("2 row(s) could not be read", ran.Output, StringComparison.Ordinal);
        var rejected = File.ReadLines(_folder["out/rejected.ndjson"]).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([3, 6], rejected.Select(row => row.GetProperty("line").GetInt32()));
        Assert.Equal("not-json", rejected[1].GetProperty("reason").GetString());
        Assert.All(rejected, row => Assert.Equal("logs.ndjson", row.GetProperty("file").GetString()));
        Assert.All(rejected, row => Assert.NotEmpty(row.GetProperty("text").GetString()!));
        var start = lines.Take(5).Sum(line => line.Length + 1);
        Assert.InRange(rejected[1].GetProperty("offset").GetInt64(), start, start + lines[5].Length);
    }

    [Fact]
    public async Task Says_that_PowerShell_has_cut_the_policies_off()
    {
        string[] types = ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppliedConditionalAccessPolicy"];
        var lines = SampleLogs.Lines(hours: 2).Select(line => JsonNode.Parse(line)!).ToList();
        foreach (var properties in lines.Select(line => line["properties"]!.AsObject()).Where(row => (string?)row["userDisplayName"] is "svc-batch0" or "Person Number 1"))
        {
            properties["appliedConditionalAccessPolicies"] = JsonSerializer.SerializeToNode(types);
            properties["authenticationRequirementPolicies"] = JsonSerializer.SerializeToNode(types);
        }

        _folder.Write("logs.ndjson", string.Join('\n', lines.Select(line => line.ToJsonString())));

        var ran = await Nhi.HereAsync("replay", _folder["logs.ndjson"], "--out", _folder["out"]);

        Assert.Contains("\n2 sign-in(s) of automation have texts where their policies should be: who demanded MFA cannot be said. Of PowerShell objects give ConvertTo-Json -Depth 10.\n", ran.Output, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllText(_folder["out/rejected.ndjson"]));
    }

    [Fact]
    public async Task Says_that_a_folder_has_no_files_in_it()
    {
        Directory.CreateDirectory(_folder["logs"]);

        var ran = await Nhi.HereAsync("replay", _folder["logs"], "--out", _folder["out"]);

        Assert.Equal((2, "nhi: The input holds no files.\n"), (ran.ExitCode, ran.Errors));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "no-such-folder", "--out", "out")]
    [InlineData("replay", "--out", "out")]
    [InlineData("unknown")]
    [InlineData("run", "--listen", "nowhere")]
    public async Task Wrong_usage_is_one_clear_line_and_exit_code_2(params string[] arguments)
    {
        var ran = await Nhi.RunAsync(arguments);

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith("nhi: ", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("\0\0\0\0")]
    public async Task Input_without_a_single_log_row_is_exit_code_2(string content)
    {
        _folder.Write("logs.txt", content);

        var ran = await Nhi.HereAsync("replay", _folder["logs.txt"], "--out", _folder["out"]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    public void Dispose() => _folder.Dispose();
}
