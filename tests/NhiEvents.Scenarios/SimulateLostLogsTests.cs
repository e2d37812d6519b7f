using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>All logs of the tenant are lost on their way, on the local host.</summary>
public sealed class SimulateLostLogsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Sixteen days, because a log is watched once two weeks say how long it rests.</summary>
    [Fact]
    [Trait("Set", "Full")]
    public async Task The_logs_are_called_silent_and_no_job_is_called_missing()
    {
        var scenario = _folder.Write(
            "lost.json",
            """
            { "schemaVersion": 1, "name": "lost", "title": "The logs stop for the last day.", "starts": "2026-03-02T06:00:00Z", "days": 17, "acts": [],
              "logGaps": [ { "from": "16.00:00:00", "lasts": "1.00:00:00" } ],
              "promises": { "everyFinding": { "leastRecall": 1, "mostFalse": 0 } } }
            """);

        var ran = await Nhi.HereAsync("simulate", "--scenario", scenario, "--humans", "3", "--identities", "12", "--seed", "7", "--verdict", _folder["a.json"], "--out", _folder["a"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["a/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(["ManagedIdentitySignInLogs", "ServicePrincipalSignInLogs", "SignInLogs"], findings.Where(finding => finding.FindingType == "NHI408").Select(finding => finding.Identity.Id).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("NHI202", findings.Select(finding => finding.FindingType));
    }

    public void Dispose() => _folder.Dispose();
}
