using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Scenarios;

/// <summary>The Azure Activity Log and domain controllers' lockouts, as users have them.</summary>
public sealed class OtherLogsTests : IDisposable
{
    private const string Refusal = """{\"error\":{\"code\":\"RequestDisallowedByPolicy\",\"message\":\"Resource 'vm1' was disallowed by policy. Reasons: 'MFA is required'.\"}}""";

    /// <summary><c>az monitor activity-log list</c>: a service account, and a person.</summary>
    private static readonly string Listed = $"[{Denied("svc-deploy", 1)},{Denied("sara.bothma", 2)}]";

    private static readonly string Winlogbeat = string.Concat(new[] { "svc-deploy", "svc-old", "sara.bothma", "PC7$" }.Select((account, i) =>
        $$$"""{"@timestamp":"2026-03-02T08:10:00.000Z","winlog":{"event_id":"4740","computer_name":"dc1.contoso.example","record_id":{{{i}}},"event_data":{"TargetUserName":"{{{account}}}","TargetDomainName":"JOBHOST7","TargetSid":"S-1-5-21-1-2-3-{{{i}}}","SubjectDomainName":"CONTOSO"}},"agent":{"type":"winlogbeat"}}""" + "\n"));

    private static readonly string SecurityEvents =
        "TimeGenerated,EventID,Computer,TargetUserName,TargetDomainName,TargetSid,SubjectDomainName,EventRecordId,Type\n"
        + string.Concat(new[] { "svc-deploy", "svc-old", "sara.bothma", "PC7$" }.Select((account, i) => $"\"3/2/2026, 8:10:00.000 AM\",4740,dc1.contoso.example,{account},JOBHOST7,S-1-5-21-1-2-3-{i},CONTOSO,{i},SecurityEvent\n"));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Refusals_and_lockouts_become_findings_of_one_identity_and_people_leave_no_trace()
    {
        _folder.Write("a/activity.json", Listed);
        _folder.Write("a/dc.ndjson", Winlogbeat);
        _folder.Write("b/dc.csv", SecurityEvents);
        _folder.Write("b/activity.json", Listed);

        var ran = await Nhi.HereAsync("replay", _folder["a"], "--out", _folder["out-a"]);
        await Nhi.HereAsync("replay", _folder["b"], "--out", _folder["out-b"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var findings = Findings("out-a");
        Assert.Equal(["NHI102 CONTOSO\\svc-old", "NHI102 svc-deploy@contoso.example", "NHI111 svc-deploy@contoso.example"], findings.Select(finding => $"{finding.FindingType} {finding.Identity.DisplayName}").Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllText(_folder["out-a/findings.json"]), File.ReadAllText(_folder["out-b/findings.json"]));
        Assert.Contains("JOBHOST7", File.ReadAllText(_folder["out-a/report.html"]), StringComparison.Ordinal);
        Assert.Contains("1 row(s) of machine-account were left aside", ran.Output, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_folder["out-a"]).Select(File.ReadAllText).Append(ran.Output), written => Assert.DoesNotContain("sara", written, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Changes_without_a_second_factor_will_break_until_they_are_refused_and_people_leave_no_trace()
    {
        _folder.Write("a/activity.json", $"[{Changed("svc-deploy", 1, 4)},{Changed("svc-etl", 3, 4)},{Changed("sara.bothma", 2, 4)},{Denied("svc-etl", 3)}]");
        _folder.Write("b/2.json", $"[{Denied("svc-etl", 3)},{Changed("svc-etl", 3, 4)}]");
        _folder.Write("b/1.json", $"[{Changed("sara.bothma", 2, 4)},{Changed("svc-deploy", 1, 4)},{Changed("svc-etl", 3, 4)}]");

        var ran = await Nhi.HereAsync("replay", _folder["a"], "--out", _folder["out-a"]);
        await Nhi.HereAsync("replay", _folder["b"], "--out", _folder["out-b"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        Assert.Equal(["NHI111 svc-etl@contoso.example", "NHI407 svc-deploy@contoso.example"], Findings("out-a").Select(finding => $"{finding.FindingType} {finding.Identity.DisplayName}").Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllText(_folder["out-a/findings.json"]), File.ReadAllText(_folder["out-b/findings.json"]));
        Assert.Contains("changes Azure with a token that holds no second factor", File.ReadAllText(_folder["out-a/report.html"]), StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_folder["out-a"]).Select(File.ReadAllText).Append(ran.Output), written => Assert.DoesNotContain("sara", written, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Pushed_lockouts_become_findings_in_the_portal()
    {
        using var host = await RunningHost.StartAsync(_folder["state"]);

        await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent(Winlogbeat));
        await host.Client.PostAsync(host.Ingest + "/api/logs", new StringContent(SecurityEvents));

        var findings = await RunTests.FindingsAsync(host, 2);
        Assert.All(findings, finding => Assert.Equal(("NHI102", 1), (finding.FindingType, finding.Count)));
    }

    [Fact]
    public async Task A_change_that_a_rule_is_about_is_a_finding_with_the_rules_id()
    {
        _folder.Write("rules/own.yml", """
            title: Somebody adds users
            id: 4d0a3b52-1111-4222-8333-444455556666
            logsource: { product: azure, service: auditlogs }
            detection: { selection: { operationName: Add user }, condition: selection }
            level: high
            """);
        _folder.Write("audit.json", """{"value":[{"id":"a1","category":"UserManagement","activityDisplayName":"Add user","activityDateTime":"2026-03-02T08:00:00Z","initiatedBy":{"user":{"id":"u","userPrincipalName":"sara.bothma@contoso.example"}},"targetResources":[]}]}""");

        var shipped = await Nhi.HereAsync("replay", _folder["audit.json"], "--out", _folder["out"]);
        var own = await Nhi.HereAsync("replay", _folder["audit.json"], "--out", _folder["own"], "--rules", _folder["rules"]);

        Assert.Equal((0, 0), (shipped.ExitCode, own.ExitCode));
        Assert.DoesNotContain("4d0a3b52", File.ReadAllText(_folder["out/findings.json"]), StringComparison.Ordinal);
        var finding = Assert.Single(System.Text.Json.JsonSerializer.Deserialize(File.ReadAllText(_folder["own/findings.json"]), NhiEvents.Contracts.NhiJson.Default.FindingsDocument)!.Findings);
        Assert.Equal(("4d0a3b52-1111-4222-8333-444455556666", "somebody-adds-users", 1), (finding.FindingType, finding.Name, finding.Count));
        Assert.Contains("Somebody adds users", File.ReadAllText(_folder["own/report.html"]), StringComparison.Ordinal);
        Assert.DoesNotContain("sara.bothma", File.ReadAllText(_folder["own/findings.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_with_a_fault_stops_the_start_and_says_where()
    {
        _folder.Write("rules/bad.yml", "title: x\nlogsource: { product: azure }\ndetection: { a: { b: c }, condition: nothing }\n");

        var ran = await Nhi.HereAsync("replay", Path.Combine(NhiEvents.Tests.Repository.Root, "samples", "mfa-day.ndjson"), "--out", _folder["out"], "--rules", _folder["rules"]);

        Assert.NotEqual(0, ran.ExitCode);
        Assert.Contains("bad.yml:3:", ran.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Denied(string name, int number) =>
        $$$"""{"caller":"{{{name}}}@contoso.example","claims":{"http://schemas.microsoft.com/identity/claims/objectidentifier":"aaaaaaaa-0000-4000-8000-00000000000{{{number}}}","http://schemas.microsoft.com/identity/claims/tenantid":"0a0a0a0a-0000-4000-8000-000000000001","idtyp":"user"},"correlationId":"c{{{number}}}","eventDataId":"e{{{number}}}","eventTimestamp":"2026-03-02T08:00:00.1234567Z","httpRequest":{"clientIpAddress":"192.0.2.4"},"operationName":{"value":"Microsoft.Compute/virtualMachines/write"},"properties":{"statusCode":"Forbidden","statusMessage":"{{{Refusal}}}"},"resourceId":"/subscriptions/8/resourceGroups/rg","status":{"value":"Failed"}}""";

    /// <summary>What <see cref="Denied"/> was refused, allowed at this hour.</summary>
    private static string Changed(string name, int number, int hour) => Denied(name, number)
        .Replace("\"Failed\"", "\"Succeeded\"", StringComparison.Ordinal).Replace("2026-03-02T08", $"2026-03-02T{hour:00}", StringComparison.Ordinal)
        .Replace("\"idtyp\"", "\"http://schemas.microsoft.com/claims/authnmethodsreferences\":\"pwd\",\"idtyp\"", StringComparison.Ordinal);

    private IReadOnlyList<Finding> Findings(string folder) => JsonSerializer.Deserialize(File.ReadAllText(_folder[folder + "/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
}
