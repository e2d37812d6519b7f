using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Scenarios;

/// <summary>Registry, directory, period, format and exit code, as their users type them.</summary>
public sealed class ContextTests : IDisposable
{
    private const string Challenged = "aaaaaaaa-0000-4000-8000-0000000000c8";

    private const string Hostile = "<img src=x onerror=alert(1)>\u202Egpj";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_registry_gives_owner_kind_and_weight_and_tells_who_was_not_seen()
    {
        WriteLogs();
        _folder.Write("registry.csv", $"id or UPN,kind,owner,criticality,tags,budget\n{Challenged},robot,Payroll team,high,erp,1\nsvc-batch1@contoso.example,,Ops,low,,\nbbbbbbbb-0000-4000-8000-000000000001,,Nobody,,,\n");

        var ran = await ReplayAsync("--registry", _folder["registry.csv"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.Contains("nobody reads budget", ran.Output, StringComparison.Ordinal);
        var first = Findings().Single(finding => finding.Identity.Id == Challenged);
        Assert.Equal(("Payroll team", Criticality.High, Severity.Critical, IdentityKind.Robot), (first.Owner, first.Criticality, first.Severity, first.Identity.Kind));
        Assert.Contains("registered", first.Evidence.Classification);
        Assert.Equal(Severity.Medium, Findings().Single(finding => finding.Owner == "Ops").Severity);
        var missing = Assert.Single(JsonSerializer.Deserialize(File.ReadAllText(_folder["out/identities.json"]), NhiJson.Default.IdentitiesDocument)!.NotSeen!);
        Assert.Equal(("bbbbbbbb-0000-4000-8000-000000000001", "Nobody"), (missing.Id, missing.Owner));
    }

    [Fact]
    public async Task A_person_who_is_registered_becomes_an_identity_and_one_whom_the_directory_names_does_not()
    {
        WriteLogs();
        _folder.Write("registry.json", """[{ "upn": "person.number.5@contoso.example", "owner": "Ops" }]""");
        _folder.Write("directory/users.json", $$"""{"value":[{"id":"aaaaaaaa-0000-4000-8000-00000000025d","displayName":"Person Number 5","userPrincipalName":"person.number.5@contoso.example"},{"id":"aaaaaaaa-0000-4000-8000-00000000025e","displayName":"Person Number 6","userPrincipalName":"person.number.6@contoso.example","officeLocation":"x"}]}""");

        await ReplayAsync("--registry", _folder["registry.json"], "--directory", _folder["directory"]);

        foreach (var written in Directory.EnumerateFiles(_folder["out"]).Select(File.ReadAllText))
        {
            Assert.DoesNotContain("Number 6", written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("number.6", written, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("person.number.5", File.ReadAllText(_folder["out/identities.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_are_inert_in_the_report()
    {
        WriteLogs();
        _folder.Write("registry.json", JsonSerializer.Serialize(new[] { new Dictionary<string, string> { ["id"] = Challenged, ["owner"] = Hostile, ["tags"] = Hostile } }));
        _folder.Write("users.json", JsonSerializer.Serialize(new[] { new Dictionary<string, string> { ["id"] = Challenged, ["displayName"] = Hostile, ["userPrincipalName"] = "svc-batch0@contoso.example" } }));

        await ReplayAsync("--registry", _folder["registry.json"], "--directory", _folder["users.json"]);

        var page = File.ReadAllText(_folder["out/report.html"]);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
        Assert.All(Findings().SelectMany(finding => finding.Remedies), remedy => Assert.DoesNotContain("onerror", remedy.Az + remedy.PowerShell, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_is_the_findings_document_and_nothing_else_and_severity_decides_the_exit_code()
    {
        WriteLogs();

        // Processes: what goes to standard output is bytes for a program.
        var low = await Nhi.RunAsync("replay", _folder["logs"], "--out", _folder["out"], "--format", "json", "--fail-on", "high");
        var high = await Nhi.RunAsync("replay", _folder["logs"], "--out", _folder["out"], "--format", "json", "--fail-on", "critical");

        Assert.Equal((1, 0), (low.ExitCode, high.ExitCode));
        Assert.Equal(File.ReadAllText(_folder["out/findings.json"]), low.Output.TrimEnd('\n'));
        Assert.Contains("Written to", low.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_counts_its_own_rows_and_classifies_over_all()
    {
        WriteLogs();

        await ReplayAsync("--since", "2026-03-02T06:00:00Z", "--until", "2026-03-02T08:12:30Z");

        var findings = Findings();
        Assert.Equal(SampleLogs.Findings, findings.Count);
        Assert.Equal(3, findings.Single(finding => finding.Identity.Id == Challenged).Count);
        Assert.Equal(2, findings.Count(finding => finding.FindingType == "NHI101" && finding.Count == 2));
    }

    [Fact]
    public async Task A_challenge_of_the_period_that_is_answered_after_its_end_is_answered()
    {
        WriteLogs();

        await ReplayAsync("--until", "2026-03-02T08:22:00Z");

        Assert.DoesNotContain(Findings(), finding => finding.Identity.DisplayName.StartsWith("svc-answered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--since", "soon")]
    [InlineData("--until", "2020-01-01")]
    [InlineData("--format", "xml")]
    [InlineData("--fail-on", "urgent")]
    [InlineData("--registry", "no-such-file.csv")]
    [InlineData("--directory", "no-such-folder")]
    [InlineData("--config", "no-such-file.json")]
    public async Task A_wrong_value_is_one_clear_line_and_exit_code_2(string option, string value)
    {
        WriteLogs();

        var ran = await ReplayAsync(option, value);

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith("nhi: ", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_running_system_is_told_at_its_start_and_told_again_what_is_gone()
    {
        WriteLogs();
        _folder.Write("registry.csv", $"id,owner,criticality\n{Challenged},Payroll team,high\n");
        var first = await Nhi.RunUntilIdleAsync(_folder["state"], "--feed", _folder["logs"], "--registry", _folder["registry.csv"]);
        var again = await Nhi.RunUntilIdleAsync(_folder["state"], "--registry", _folder["registry.csv"]);
        await Nhi.HereAsync("findings", "--state", _folder["state"], "--out", _folder["out"]);
        Assert.Contains("1 new or changed, 0 gone", first.Output, StringComparison.Ordinal);
        Assert.Contains("0 new or changed, 0 gone", again.Output, StringComparison.Ordinal);
        Assert.Equal(("Payroll team", Severity.Critical), Findings().Where(finding => finding.Identity.Id == Challenged).Select(finding => (finding.Owner, finding.Severity)).Single());

        _folder.Write("registry.csv", "id,owner\nbbbbbbbb-0000-4000-8000-000000000001,Nobody\n");
        var gone = await Nhi.RunUntilIdleAsync(_folder["state"], "--registry", _folder["registry.csv"]);
        var found = await Nhi.HereAsync("findings", "--state", _folder["state"], "--out", _folder["out"], "--fail-on", "high");

        Assert.Contains("1 new or changed, 1 gone", gone.Output, StringComparison.Ordinal);
        Assert.Equal(1, found.ExitCode);
        Assert.All(Findings(), finding => Assert.Equal("unknown", finding.Owner));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteLogs() => _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines(hours: 10)));

    private Task<Ran> ReplayAsync(params string[] options) => Nhi.HereAsync(["replay", _folder["logs"], "--out", _folder["out"], .. options]);

    private IReadOnlyList<Finding> Findings() => JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
}
