using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary><c>report.html</c> says what the documents say, does nothing else, and is the same for the same logs.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Says_what_the_documents_say()
    {
        var report = await ReplayAsync(Path.Combine(Repository.Root, "samples", "mfa-day.ndjson"));

        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        var identities = JsonSerializer.Deserialize(File.ReadAllText(_folder["out/identities.json"]), NhiJson.Default.IdentitiesDocument)!.Identities;
        Assert.NotEmpty(findings);
        Assert.StartsWith($"{findings.Select(finding => finding.Identity.Id).Distinct().Count()} of {identities.Count} non-human identities are broken: ", report.Page.Descendants("h1").Single().Value, StringComparison.Ordinal);
        Assert.All(findings, finding =>
        {
            var card = Assert.Single(report.Page.Descendants("article"), article => article.Descendants("h3").Single().Value == finding.Identity.DisplayName);
            Assert.All(
                (string[])
                [
                    finding.FindingType, finding.Cause, finding.Owner, finding.Identity.Id, finding.Count.ToString(CultureInfo.InvariantCulture), finding.FirstSeen.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                    .. finding.Evidence.DemandedBy, .. finding.Evidence.Policies, .. finding.Standards,
                    .. finding.Evidence.Events.SelectMany(row => new[] { row.Id, row.IpAddress, row.UserAgent, row.CorrelationId, row.App, row.Resource }).OfType<string>(),
                    .. finding.Remedies.SelectMany(remedy => (string?[])[remedy.Title, remedy.Az, remedy.PowerShell, .. remedy.Steps]).OfType<string>(),
                ],
                said => Assert.Contains(said.ReplaceLineEndings("\n"), card.Value, StringComparison.Ordinal));
        });
        Assert.All(identities, identity => Assert.Contains(identity.Identity.DisplayName, report.Text, StringComparison.Ordinal));
        Assert.Equal(identities.Sum(identity => identity.Failures), ChartRows(report).Sum(row => row[^1]));
        Assert.Equal(findings.Sum(finding => finding.Count), ChartRows(report).Sum(row => row[..^2].Sum()));
        report.AssertIsInert();
    }

    [Fact]
    public async Task What_a_client_sent_is_text_and_nothing_else()
    {
        string[] hostile =
        [
            "</td></table><script>alert(1)</script>", "\" onmouseover=\"alert(1)\" x=\"", "javascript:alert(1)", "--><img src=x onerror=alert(1)>", "]]><svg/onload=alert(1)>", "</style><style>*{display:none}",
            "pay\u202Eexe.gpj\u2066\u200Bx", "bell\u0007\u001B[31m\u0085", "=cmd|'/c calc'!A1", "{{7*7}}${7*7}", new string('W', 240), "a\uD83D", "\uFEFF\U000E0041",
        ];
        var lines = SampleLogs.Lines(hours: 2).Select(line => JsonNode.Parse(line)!).ToList();
        var next = 0;
        foreach (var properties in lines.Select(line => line["properties"]!.AsObject()))
        {
            foreach (var field in new[] { "servicePrincipalName", "userDisplayName", "userPrincipalName", "appDisplayName", "resourceDisplayName", "userAgent", "ipAddress", "id", "correlationId", "appId" })
            {
                // People stay people: only identities that are non-human for another reason are renamed.
                if (properties.ContainsKey("servicePrincipalId") || (string?)properties["authenticationProtocol"] == "ropc")
                {
                    properties[field] = hostile[next++ % hostile.Length] + (field is "id" ? $" {next}" : "");
                }
            }
        }

        _folder.Write("logs/<b onclick=x>.ndjson", string.Join('\n', lines.Select(line => line.ToJsonString())));

        var report = await ReplayAsync(_folder["logs"]);

        report.AssertIsInert();
        Assert.NotEmpty(report.Page.Descendants("article"));
        Assert.Contains("</td></table><script>alert(1)</script>", report.Text, StringComparison.Ordinal);
        Assert.Contains("payU+202Eexe", report.Text, StringComparison.Ordinal);
        Assert.Contains("<b onclick=x>.ndjson", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", report.Page.Descendants("script").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_logs_give_the_same_bytes_and_no_person()
    {
        _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines()));

        var first = await ReplayAsync(_folder["logs"]);
        var second = await ReplayAsync(_folder["logs"]);

        Assert.Equal(first.Source, second.Source);
        Assert.DoesNotContain("person.number", first.Source, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Person Number", first.Source, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Mozilla", first.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_was_left_aside()
    {
        _folder.Write("logs.ndjson", string.Join('\n', [.. SampleLogs.Lines(hours: 1), "{ this is no JSON", """{"time":"2026-03-02T00:00:00Z","category":"ProvisioningLogs","tenantId":"t","operationName":"Provisioning"}"""]));

        var report = await ReplayAsync(_folder["logs.ndjson"]);

        Assert.Contains("1 row could not be read (not-json 1); rejected.ndjson says where", report.Text, StringComparison.Ordinal);
        Assert.Contains("1 row of ProvisioningLogs: not used by this version", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_host_writes_it_too()
    {
        _folder.Write("logs/all.ndjson", string.Join('\n', SampleLogs.Lines(hours: 3)));
        await Nhi.RunUntilIdleAsync(_folder["state"], "--feed", _folder["logs"]);

        var ran = await Nhi.HereAsync("findings", "--state", _folder["state"], "--out", _folder["out"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var report = new ReportHtml(_folder["out/report.html"]);
        report.AssertIsInert();
        Assert.Contains("From the stored state of nhi run", report.Text, StringComparison.Ordinal);
    }

    private async Task<ReportHtml> ReplayAsync(string logs)
    {
        var ran = await Nhi.HereAsync("replay", logs, "--out", _folder["out"]);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        return new ReportHtml(_folder["out/report.html"]);
    }

    /// <summary>The numbers of the table behind the chart: findings, none, all.</summary>
    private static List<int[]> ChartRows(ReportHtml report) =>
    [
        .. report.Page.Descendants("section").First().Descendants("tbody").Single().Elements("tr")
            .Select(row => row.Elements("td").Select(cell => int.Parse(cell.Value, NumberStyles.AllowThousands | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)).ToArray()),
    ];

    public void Dispose() => _folder.Dispose();
}
