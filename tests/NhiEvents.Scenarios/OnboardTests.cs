using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>A team's first look, from exports.</summary>
public sealed class OnboardTests : IDisposable
{
    private const string Directory = """
        {"value":[
          {"@odata.type":"#microsoft.graph.servicePrincipal","id":"10000000-0000-4000-8000-000000000001","appId":"20000000-0000-4000-8000-000000000001","displayName":"Payroll export","servicePrincipalType":"Application","accountEnabled":true,"owners":[{"displayName":"Finance team"}]},
          {"@odata.type":"#microsoft.graph.application","id":"30000000-0000-4000-8000-000000000001","appId":"20000000-0000-4000-8000-000000000001","displayName":"Payroll export","passwordCredentials":[
            {"keyId":"40000000-0000-4000-8000-000000000001","endDateTime":"2026-04-10T00:00:00Z"},
            {"keyId":"40000000-0000-4000-8000-000000000002","endDateTime":"2099-01-01T00:00:00Z"},
            {"keyId":"40000000-0000-4000-8000-000000000003","endDateTime":"2025-01-01T00:00:00Z"},
            {"keyId":"40000000-0000-4000-8000-000000000004","endDateTime":"2027-01-01T00:00:00Z"}]},
          {"@odata.type":"#microsoft.graph.servicePrincipal","id":"10000000-0000-4000-8000-000000000002","appId":"20000000-0000-4000-8000-000000000002","displayName":"Forgotten <img src=x onerror=alert(1)>","servicePrincipalType":"Application","accountEnabled":true},
          {"@odata.type":"#microsoft.graph.user","id":"50000000-0000-4000-8000-000000000001","userPrincipalName":"sara.bothma@contoso.example","displayName":"Sara Bothma","userType":"Member"}]}
        """;

    private const string Policies = """
        {"value":[
          {"id":"60000000-0000-4000-8000-000000000001","displayName":"Require MFA for all","state":"enabled","conditions":{"users":{"includeUsers":["All"],"excludeUsers":["50000000-0000-4000-8000-000000000001","50000000-0000-4000-8000-000000000099"],"excludeGroups":["70000000-0000-4000-8000-000000000001"]}}},
          {"id":"60000000-0000-4000-8000-000000000002","displayName":"Workloads from home only","state":"enabled","conditions":{"clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"],"excludeServicePrincipals":["10000000-0000-4000-8000-000000000001"]}}},
          {"id":"60000000-0000-4000-8000-000000000003","displayName":"Planned","state":"enabledForReportingButNotEnforced","conditions":{"users":{"excludeGroups":["70000000-0000-4000-8000-000000000002"]}}}]}
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Says_where_to_begin_and_what_is_not_known_and_names_no_person()
    {
        var onboarding = await OnboardAsync(Row("2026-03-01T00:00:00Z", 0), Row("2026-04-01T00:00:00Z", 7000222));

        Assert.Equal(["NHI104"], onboarding.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("findingType").GetString()));
        var risk = onboarding.GetProperty("risks")[0];
        Assert.Equal("Payroll export", risk.GetProperty("name").GetString());
        Assert.Equal(
            ["NHI104 secret-expired (High)", "excluded from Workloads from home only", "a credential ends in 9 days"],
            risk.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));
        Assert.Equal(["Forgotten <img src=x onerror=alert(1)>: no finding"], Campaign(onboarding, "owners"));
        Assert.Equal(["Forgotten <img src=x onerror=alert(1)>: no sign-in in 31 days"], Campaign(onboarding, "unused"));
        Assert.Equal(
            [
                "Payroll export: secret 40000000-0000-4000-8000-000000000001: ends in 9 days",
                "Payroll export: secret 40000000-0000-4000-8000-000000000002: ends only 2099-01-01",
                "Payroll export: secret 40000000-0000-4000-8000-000000000003: ended 2025-01-01 and is still there",
            ],
            Campaign(onboarding, "credentials"));
        Assert.Equal(
            [
                "70000000-0000-4000-8000-000000000001: Group excluded from Require MFA for all",
                "Payroll export: Service principal excluded from Workloads from home only",
                "2 accounts: excluded from Require MFA for all by id or group; people, or not in --directory and --registry",
            ],
            Campaign(onboarding, "exclusions"));
        var written = File.ReadAllText(_folder["out/onboarding.json"]) + File.ReadAllText(_folder["out/onboarding.html"]);
        Assert.DoesNotContain("sara", written, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("50000000-0000-4000-8000-000000000001", written, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", File.ReadAllText(_folder["out/onboarding.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_of_a_few_days_call_nobody_unused()
    {
        var onboarding = await OnboardAsync(Row("2026-03-01T00:00:00Z", 0), Row("2026-03-20T00:00:00Z", 0));

        Assert.Empty(Campaign(onboarding, "unused"));
        Assert.Contains(onboarding.GetProperty("unknown").EnumerateArray(), line => line.GetString()!.StartsWith("What runs less often than every 19 days", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Give exported sign-in logs, or --directory", "--out", "out")]
    [InlineData("does not exist", "--policies", "nowhere.json", "--out", "out")]
    [InlineData("it holds no Conditional Access policy", "--policies", "empty.json", "--out", "out")]
    public async Task What_cannot_be_read_is_one_clear_line(string said, params string[] arguments)
    {
        _folder.Write("empty.json", """{"value":[]}""");

        var ran = await Nhi.HereAsync(["onboard", .. arguments.Select(argument => argument.StartsWith('-') ? argument : _folder[argument])]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(said, ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Campaign(JsonElement onboarding, string slug) =>
        onboarding.GetProperty("campaigns").EnumerateArray().Single(campaign => campaign.GetProperty("slug").GetString() == slug)
            .GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("name").GetString()}: {item.GetProperty("detail").GetString()}");

    private static string Row(string at, int code) =>
        $$"""{"time":"{{at}}","category":"ServicePrincipalSignInLogs","tenantId":"0f000000-0000-4000-8000-000000000001","properties":{"id":"{{at}}","createdDateTime":"{{at}}","servicePrincipalId":"10000000-0000-4000-8000-000000000001","servicePrincipalName":"Payroll export","appId":"20000000-0000-4000-8000-000000000001","status":{"errorCode":{{code}}} } }""";

    private async Task<JsonElement> OnboardAsync(params string[] rows)
    {
        _folder.Write("logs.ndjson", string.Join('\n', rows));
        _folder.Write("directory.json", Directory);
        _folder.Write("policies.json", Policies);
        var ran = await Nhi.HereAsync("onboard", _folder["logs.ndjson"], "--directory", _folder["directory.json"], "--policies", _folder["policies.json"], "--out", _folder["out"]);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var document = JsonDocument.Parse(File.ReadAllText(_folder["out/onboarding.json"]));
        return document.RootElement.Clone();
    }
}
