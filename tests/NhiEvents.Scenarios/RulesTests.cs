using System.Text.Json;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary><c>nhi rules</c> as people run it.</summary>
public sealed class RulesTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "mfa-day.ndjson");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_shipped_rules_pass_their_check_and_their_tests()
    {
        Assert.Equal(0, (await Nhi.HereAsync("rules", "check", Path.Combine(Repository.Root, "shared", "rules"))).ExitCode);
        Assert.Equal(0, (await Nhi.HereAsync("rules", "test", Path.Combine(Repository.Root, "shared", "rules"))).ExitCode);
        Assert.Contains("Conditional Access policy deleted", (await Nhi.HereAsync("rules", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_rule_is_told_with_file_line_and_column()
    {
        File.WriteAllText(_folder["bad.yml"], "title: T\nlogsource: {product: azure}\ndetection:\n  s:\n    a|nope: 1\n  condition: s\n");

        var ran = await Nhi.HereAsync("rules", "check", _folder["bad.yml"]);

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("bad.yml:5:5: ", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_prints_each_match_once_however_often_the_file_is_given()
    {
        File.Copy(Sample, _folder["copy.ndjson"]);

        var once = await Nhi.HereAsync("rules", "scan", Sample, "--json");
        var twice = await Nhi.HereAsync("rules", "scan", Sample, _folder["copy.ndjson"], "--json", "--fail-on", "informational");

        Assert.NotEmpty(once.Output.Trim());
        Assert.Equal((0, 1), (once.ExitCode, twice.ExitCode));
        Assert.Equal(once.Output.Split('\n').Length, twice.Output.Split('\n').Length);
    }

    [Fact]
    public async Task The_coverage_page_says_of_findings_what_they_say_themselves()
    {
        Assert.Equal(0, (await Nhi.HereAsync("replay", Sample, "--out", _folder["report"])).ExitCode);
        var page = (await Nhi.HereAsync("rules", "coverage")).Output.Split('\n');

        using var findings = JsonDocument.Parse(File.ReadAllText(_folder["report/findings.json"]));
        foreach (var finding in findings.RootElement.GetProperty("findings").EnumerateArray())
        {
            foreach (var standard in finding.GetProperty("standards").EnumerateArray())
            {
                Assert.Contains(page, line => line.StartsWith($"| {standard.GetString()} |", StringComparison.Ordinal) && line.Contains(finding.GetProperty("finding").GetString()!, StringComparison.Ordinal));
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
