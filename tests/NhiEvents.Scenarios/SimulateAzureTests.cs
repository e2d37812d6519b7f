using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>Jobs and people change things in Azure; then Microsoft begins to refuse what is changed without a second factor.</summary>
public sealed class SimulateAzureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Who_will_break_is_named_until_Azure_refuses_and_nobody_else_is()
    {
        var scenario = _folder.Write("scenario.json", """
            { "schemaVersion": 1, "name": "azure", "title": "Changes in Azure.", "starts": "2026-03-02T06:00:00Z", "days": 1,
              "acts": [ { "act": "demand-mfa-in-azure", "at": "06:00:00" } ],
              "promises": { "everyFinding": {}, "findings": { "NHI111": { "leastTruths": 1 }, "NHI407": { "leastTruths": 1 } } } }
            """);

        var ran = await Simulation.HereAsync(_folder, scenario, 7, "a", size: 40);

        Assert.True((ran.ExitCode, ran.Errors) == (0, ""), ran.Output + ran.Errors);
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["a/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        var refused = findings.Where(finding => finding.FindingType == "NHI111").Select(finding => finding.Identity.Id).ToHashSet();
        Assert.NotEmpty(refused);
        Assert.DoesNotContain(findings, finding => finding.Cause.Contains("changes Azure", StringComparison.Ordinal) && refused.Contains(finding.Identity.Id));
    }

    public void Dispose() => _folder.Dispose();
}
