using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Local.Context;
using NhiEvents.Local.Output;
using NhiEvents.Local.Replay;
using NhiEvents.Local.Report;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>Both ways of a replay, at once and through the functions, make the same decisions: the same files to the byte, the report with its timelines included.</summary>
public sealed class ReplayWaysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nhi-ways-");

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Where(file => Path.GetFileName(file) is not ("README.md" or "expected.json")).Order(StringComparer.Ordinal)];

    private static string Data => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    [Theory]
    [MemberData(nameof(Samples))]
    public Task Samples_come_to_the_same(string sample) => SameAsync(Path.Combine(Repository.Root, sample));

    [Theory]
    [InlineData(1, 600)]
    public Task Whatever_happens_in_a_tenant_comes_to_the_same(int seed, int rows) => MixedAsync(seed, rows);

    [Theory]
    [Trait("Set", "Full")]
    [InlineData(2, 1200)]
    [InlineData(3, 1200)]
    public Task Whatever_happens_in_other_tenants_comes_to_the_same(int seed, int rows) => MixedAsync(seed, rows);

    private async Task MixedAsync(int seed, int rows)
    {
        foreach (var (name, text) in new MixedLog(seed).Files(rows))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, TestContext.Current.CancellationToken);
        }

        var findings = await SameAsync(_folder.FullName);

        Assert.Subset(findings, new HashSet<string>(["NHI101", "NHI102", "NHI103", "NHI104", "NHI105", "NHI107", "NHI108", "NHI109", "NHI112"]));
    }

    /// <summary>Also what could not be read, and where.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Damaged_logs_come_to_the_same(int seed)
    {
        var random = new Random(seed);
        foreach (var (name, text) in new MixedLog(seed).Files(400))
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            for (var damage = 0; damage < 60; damage++)
            {
                bytes[random.Next(bytes.Length)] = (byte)"{}[],:\"\\x\n0 "[random.Next(12)];
            }

            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, name), bytes, TestContext.Current.CancellationToken);
        }

        await SameAsync(_folder.FullName);
    }

    /// <summary>A person whom the configuration registers, and rows that name no tenant.</summary>
    [Fact]
    public async Task A_configuration_comes_to_the_same()
    {
        const string person = "11111111-2222-4333-8444-555555555555";
        var rows = Enumerable.Range(0, 6).Select(hour => $$"""
            {"id":"{{hour}}1111111-0000-4000-8000-000000000001","createdDateTime":"2026-03-02T0{{hour}}:10:00Z","userId":"{{person}}","userPrincipalName":"anna.mayer@contoso.example","userDisplayName":"Anna Mayer","appId":"00000002-0000-4000-8000-000000000001","clientAppUsed":"Browser","isInteractive":true,"signInEventTypes":["interactiveUser"],"status":{"errorCode":50076} }
            """);
        var log = Path.Combine(_folder.FullName, "graph.json");
        await File.WriteAllTextAsync(log, $$"""{"value":[{{string.Join(',', rows)}}]}""", TestContext.Current.CancellationToken);
        var config = Path.Combine(_folder.FullName, "nhi.config");
        await File.WriteAllTextAsync(config, $$"""
            { "Ingest": { "RegisteredIds": ["{{person.ToUpperInvariant()}}"], "TenantId": "99999999-2222-4333-8444-555555555555" } }
            """, TestContext.Current.CancellationToken);

        Assert.Equal(["NHI101"], await SameAsync(log, ContextInput.None with { Config = ConfigFile.Read(config) }));
        Assert.Empty(await SameAsync(log));
    }

    /// <summary>A lockout names an account by its SID; the directory says whose that is.</summary>
    [Fact]
    public async Task A_directory_that_knows_SIDs_comes_to_the_same()
    {
        const string account = "11111111-2222-4333-8444-555555555555";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "users.json"), $$"""
            {"value":[{"id":"{{account}}","userPrincipalName":"svc-scanner@contoso.example","onPremisesSyncEnabled":true,"onPremisesSecurityIdentifier":"S-1-5-21-1004336348-1177238915-682003330-1104"}]}
            """, TestContext.Current.CancellationToken);
        var facts = new ContextFiles().Read(null, [Path.Combine(_folder.FullName, "users.json")], null, KindTable.Shipped);
        var log = Path.Combine(_folder.FullName, "log.ndjson");
        await File.WriteAllTextAsync(log, $$$"""
            {"time":"2026-03-03T03:00:00Z","category":"NonInteractiveUserSignInLogs","tenantId":"99999999-2222-4333-8444-555555555555","properties":{"id":"1","createdDateTime":"2026-03-03T03:00:00Z","userId":"{{{account}}}","userPrincipalName":"svc-scanner@contoso.example","authenticationProtocol":"ropc","status":{"errorCode":0} } }
            {"@timestamp":"2026-03-03T04:00:00.120Z","event":{"code":"4740"},"winlog":{"channel":"Security","event_id":"4740","record_id":8001,"event_data":{"TargetUserName":"old-scanner-name","TargetDomainName":"JOBHOST7","TargetSid":"S-1-5-21-1004336348-1177238915-682003330-1104","SubjectUserName":"DC1$","SubjectDomainName":"CONTOSO"} } }
            """, TestContext.Current.CancellationToken);

        Assert.Equal(["NHI102"], await SameAsync(log, ContextInput.None with { Facts = facts, Sources = new HashSet<string> { FactsSources.Directory } }));
        Assert.Empty(await SameAsync(log));
    }

    /// <summary>Who a caller is, sign-ins, the registry or the name tells; a rule asks for what everybody changes, copies and persons too.</summary>
    [Fact]
    public async Task Changes_in_Azure_come_to_the_same()
    {
        var ct = TestContext.Current.CancellationToken;
        string[] callers = ["svc-deploy", "by.sign.in", "by.registry", "sara.bothma"];
        var changes = from caller in Enumerable.Range(0, callers.Length)
                      from hour in Enumerable.Range(0, 3)
                      select $$$"""
                          {"time":"2026-03-02T0{{{hour}}}:10:00.5Z","category":"Administrative","operationName":"MICROSOFT.WEB/SITES/WRITE","resultType":"{{{(hour == 1 ? "Accept" : "Success")}}}"{{{(caller == 1 ? "" : ",\"tenantId\":\"0f000000-0000-4000-8000-000000000001\"")}}},"correlationId":"c{{{caller}}}{{{hour}}}","resourceId":"/subscriptions/s/x","caller":"{{{callers[caller]}}}@contoso.example","identity":{"claims":{"oid":"11111111-2222-4333-8444-55555555555{{{caller}}}","amr":"pwd"}},"properties":{"eventDataId":"e{{{caller}}}{{{hour}}}"} }
                          """.ReplaceLineEndings("");
        const string SignIn = """
            {"time":"2026-03-02T06:00:00Z","category":"NonInteractiveUserSignInLogs","tenantId":"0f000000-0000-4000-8000-000000000001","properties":{"id":"1","createdDateTime":"2026-03-02T06:00:00Z","userId":"11111111-2222-4333-8444-555555555551","userPrincipalName":"by.sign.in@contoso.example","authenticationProtocol":"ropc","status":{"errorCode":0} } }
            """;
        var log = Path.Combine(_folder.FullName, "log.ndjson");
        await File.WriteAllTextAsync(log, string.Join('\n', [.. changes, .. changes, SignIn.Trim()]), ct);
        var registry = Path.Combine(_folder.FullName, "registry.csv");
        await File.WriteAllTextAsync(registry, "id,owner\n11111111-2222-4333-8444-555555555552,team@contoso.example\n", ct);
        var facts = new ContextFiles().Read(registry, [], null, KindTable.Shipped);
        var rules = SigmaRuleSet.Of(SigmaRuleFile.Read("""
            title: Site changed
            id: 11111111-0000-4000-8000-000000000006
            logsource: { product: azure, service: activitylogs }
            detection: { selection: { operationName: MICROSOFT.WEB/SITES/WRITE }, condition: selection }
            """, "own.yml"));

        var findings = await SameFindingsAsync(log, ContextInput.None with { Facts = facts, Sources = new HashSet<string> { FactsSources.Registry } });

        Assert.Equal("012", string.Concat(findings.Where(finding => finding.FindingType == "NHI407").Select(finding => finding.Identity.Id[^1]).Order()));
        Assert.Contains("11111111-0000-4000-8000-000000000006", await SameAsync(log, ContextInput.None with { Data = DataFiles.Shipped with { Rules = rules } }));
    }

    /// <summary>Rules about sign-ins, changes and what nothing else reads; one that is only counted, and what counts it; copies, and rows that name no time or tenant.</summary>
    [Theory]
    [InlineData(6, null)]
    [InlineData(7, "99999999-2222-4333-8444-555555555555")]
    public async Task Rules_come_to_the_same(int seed, string? tenant)
    {
        var ct = TestContext.Current.CancellationToken;
        foreach (var (name, text) in new MixedLog(seed).Files(600))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, ct);
        }

        var audits = Enumerable.Range(0, 40).Select(number => $$$"""
            {"category":"AuditLogs","operationName":"{{{(number % 2 == 0 ? "Add key" : "Add owner")}}}"{{{(number % 5 == 0 ? "" : ",\"tenantId\":\"0f000000-0000-4000-8000-000000000001\"")}}},"properties":{"id":"a{{{number % 30}}}","activityDisplayName":"{{{(number % 2 == 0 ? "Add key" : "Add owner")}}}","activityDateTime":"2026-03-02T0{{{number % 7}}}:{{{number % 30 + 10}}}:00Z","initiatedBy":{"user":{"id":"11111111-2222-4333-8444-55555555555{{{number % 3}}}","userPrincipalName":"sara@contoso.example"}},"targetResources":[{"id":"66666666-2222-4333-8444-55555555555{{{number % 4}}}","displayName":"app {{{number % 4}}}","type":"Application"}]} }
            """.ReplaceLineEndings(""));
        var activity = Enumerable.Range(0, 6).Select(number => $$$"""
            {"time":"2026-03-02T05:0{{{number % 4}}}:00Z","category":"Administrative","operationName":"MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION","resultType":"Success","tenantId":"0f000000-0000-4000-8000-000000000001","correlationId":"c{{{number}}}","resourceId":"/providers/x","caller":"sara@contoso.example","level":"Information"}
            """.ReplaceLineEndings(""));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "others.ndjson"), string.Join('\n', audits.Concat(activity)), ct);
        var rules = SigmaRuleSet.Of(SigmaRuleFile.Read("""
            title: Wrong password
            id: 11111111-0000-4000-8000-000000000001
            logsource: { product: azure, service: signinlogs }
            detection: { selection: { ResultType: [ 50126, 7000222 ] }, condition: selection }
            ---
            title: Owner added
            id: 11111111-0000-4000-8000-000000000002
            logsource: { product: azure, service: auditlogs }
            detection: { selection: { operationName: Add owner }, condition: selection }
            ---
            title: Key added
            name: added
            id: 11111111-0000-4000-8000-000000000003
            logsource: { product: azure, service: auditlogs }
            detection: { selection: { operationName: Add key }, condition: selection }
            ---
            title: Many keys
            id: 11111111-0000-4000-8000-000000000004
            correlation: { type: value_count, rules: [ added ], group-by: [ initiatedBy.user.id ], timespan: 3h, condition: { field: targetResources.id, gte: 2 } }
            ---
            title: Access elevated
            id: 11111111-0000-4000-8000-000000000005
            logsource: { product: azure, service: activitylogs }
            detection: { selection: { operationName: MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION }, condition: selection }
            """, "own.yml"));
        Assert.Empty(rules.Faults);
        var settings = Path.Combine(_folder.FullName, "settings.config");
        await File.WriteAllTextAsync(settings, tenant is null ? "{}" : $$"""{ "Ingest": { "TenantId": "{{tenant}}" } }""", ct);

        var findings = await SameAsync(_folder.FullName, ContextInput.None with { Config = ConfigFile.Read(settings), Data = DataFiles.Shipped with { Rules = rules } });

        Assert.Subset(findings, new HashSet<string>("1245".Select(digit => $"11111111-0000-4000-8000-00000000000{digit}").Append("NHI105")));
        Assert.DoesNotContain("11111111-0000-4000-8000-000000000003", findings);
    }

    [Fact]
    public async Task Public_logs_come_to_the_same()
    {
        Assert.SkipUnless(Directory.Exists(Data), "the public samples are not beside this checkout (shared/data)");

        await SameAsync(Path.Combine(Data, "elastic-integrations", "signinlogs"));
        await SameAsync(Data, ContextInput.None with { Data = DataFiles.Shipped with { Rules = ShippedRules.Load() } });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<HashSet<string>> SameAsync(string path, ContextInput? given = null) =>
        [.. (await SameFindingsAsync(path, given)).Select(finding => finding.FindingType)];

    private static async Task<IReadOnlyList<Finding>> SameFindingsAsync(string path, ContextInput? given = null)
    {
        var context = given ?? ContextInput.None;
        var ct = TestContext.Current.CancellationToken;
        using var every = LogInput.Read([path], keepRaw: false, ct, context);
        using var some = LogInput.Read([path], keepRaw: false, ct, context, everyRow: false);
        var slow = Written(await ReplayRun.RunAsync(every, context, ct), every);
        var results = await new HistoryRun(some, context).RunAsync(ct);
        var fast = Written(results, some);

        Assert.All(slow.Keys, file => Assert.Equal(slow[file], fast[file]));
        return results.Findings.Findings;
    }

    private static Dictionary<string, string> Written(Results results, LogInput input)
    {
        var folder = Directory.CreateTempSubdirectory("nhi-way-");
        results.Write(folder.FullName, ReportSource.Of(input));
        input.WriteRejected(Path.Combine(folder.FullName, "rejected.ndjson"));
        var written = folder.EnumerateFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName));
        folder.Delete(recursive: true);
        return written;
    }
}
