using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>Real public log lines. They are not part of the repository; the tests look for them in <c>shared/data</c> beside the checkout.</summary>
public sealed class PublicDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Data => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    [Fact]
    public async Task The_public_sign_in_samples_hold_one_expired_secret_and_no_finding_on_a_person()
    {
        Assert.SkipUnless(Directory.Exists(Data), $"the public samples are not beside this checkout ({Path.GetFileName(Path.GetDirectoryName(Data))}/data)");

        var ran = await Nhi.HereAsync("replay", Path.Combine(Data, "elastic-integrations", "signinlogs"), "--out", _folder["out"]);

        Assert.Equal(0, ran.ExitCode);
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(["NHI104"], findings.Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task The_public_challenge_of_a_powershell_client_is_found()
    {
        Assert.SkipUnless(Directory.Exists(Data), $"the public samples are not beside this checkout ({Path.GetFileName(Path.GetDirectoryName(Data))}/data)");

        await Nhi.HereAsync("replay", Path.Combine(Data, "splunk-security_content", "azure_active_directory_sign_in_activity.json"), "--out", _folder["out"]);

        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(["NHI101"], findings.Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task Every_public_file_reads_but_for_those_that_are_invalid_as_published()
    {
        Assert.SkipUnless(Directory.Exists(Data), $"the public samples are not beside this checkout ({Path.GetFileName(Path.GetDirectoryName(Data))}/data)");

        var ran = await Nhi.HereAsync("replay", Data, "--out", _folder["out"]);

        Assert.Equal(0, ran.ExitCode);
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        Assert.Equal(["NHI101", "NHI104"], findings.Select(finding => finding.FindingType).Where(type => type.StartsWith("NHI1", StringComparison.Ordinal)));
        // The audit records are of attacks and of administrators at work: added credentials, and what our rules say.
        Assert.All(findings.Where(finding => finding.FindingType.StartsWith("NHI", StringComparison.Ordinal)), finding => Assert.Contains(finding.FindingType, (string[])["NHI101", "NHI104", "NHI301"]));
        Assert.Superset(
            new HashSet<string>(["federation-of-a-domain-changed", "high-application-permission-granted-to-a-service-principal"]),
            findings.Select(finding => finding.Name).ToHashSet(StringComparer.Ordinal));
        var rejected = File.ReadLines(_folder["out/rejected.ndjson"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!).ToList();
        Assert.All(rejected, file => Assert.True(
            file.Contains("invalid", StringComparison.OrdinalIgnoreCase) || file.Contains("README", StringComparison.Ordinal) || file.Contains("columns.csv", StringComparison.Ordinal)
            || file.Contains("/schema/", StringComparison.Ordinal) || file.Contains("handshake", StringComparison.Ordinal), file));
    }

    public void Dispose() => _folder.Dispose();
}
