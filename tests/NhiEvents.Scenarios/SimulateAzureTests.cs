using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>Jobs and people change things in Azure; then Microsoft begins to refuse what is changed without a second factor.</summary>
public sealed class SimulateAzureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Who_will_break_is_named_before_and_who_broke_after_and_nobody_else()
    {
        var before = await RunAsync("before", "");
        var after = await RunAsync("after", """{ "act": "demand-mfa-in-azure", "at": "06:00:00" }""");

        var coming = before.Where(finding => finding.Cause.Contains("changes Azure", StringComparison.Ordinal)).Select(finding => finding.Identity.Id).ToHashSet();
        Assert.NotEmpty(coming);
        Assert.Subset(coming, after.Where(finding => finding.FindingType == "NHI111").Select(finding => finding.Identity.Id).ToHashSet());
        Assert.Contains(after, finding => finding.FindingType == "NHI111");
        Assert.DoesNotContain(after, finding => finding.Cause.Contains("changes Azure", StringComparison.Ordinal) && after.Any(other => other.FindingType == "NHI111" && other.Identity.Id == finding.Identity.Id));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<Contracts.Findings.Finding>> RunAsync(string name, string act)
    {
        var scenario = _folder.Write($"{name}-scenario.json", $$"""
            { "schemaVersion": 1, "name": "azure", "title": "Changes in Azure.", "starts": "2026-03-02T06:00:00Z", "days": 1, "acts": [ {{act}} ], "promises": { "everyFinding": {} } }
            """);

        var ran = await Simulation.HereAsync(_folder, scenario, 7, name, size: 60);

        Assert.True((ran.ExitCode, ran.Errors) == (0, ""), ran.Output + ran.Errors);
        return JsonSerializer.Deserialize(File.ReadAllText(_folder[name + "/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
    }
}
