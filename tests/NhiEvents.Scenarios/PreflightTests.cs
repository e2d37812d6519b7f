using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>Before a policy is switched on, and after, from exports.</summary>
public sealed class PreflightTests : IDisposable
{
    private const string Policy = """
        {"id":"60000000-0000-4000-8000-000000000001","displayName":"Require MFA for all","state":"disabled","conditions":{"users":{"includeUsers":["All"]},"applications":{"includeApplications":["All"]},"clientAppTypes":["all"]},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_planned_policy_is_tried_predicted_and_compared_with_what_happened()
    {
        _folder.Write("policies.json", $$"""{"value":[{{Policy}}]}""");
        _folder.Write("registry.csv", "id,owner,criticality,tags\n10000000-0000-4000-8000-000000000001,Finance,critical,\n10000000-0000-4000-8000-000000000002,Sales,critical,ready:2026-03-01\n");
        _folder.Write("before.ndjson", string.Join('\n', Row(1, "2026-03-01T08:00:00Z", 0), Row(2, "2026-03-01T08:00:00Z", 0)));
        _folder.Write("after.ndjson", Row(1, "2026-04-02T08:00:00Z", 50076, """{"id":"60000000-0000-4000-8000-000000000001","displayName":"Require MFA for all","result":"failure"}"""));

        var predicted = await Nhi.RunAsync(
            "preflight", "Require MFA for all", _folder["before.ndjson"], "--policies", _folder["policies.json"], "--registry", _folder["registry.csv"], "--on", "2026-04-01", "--out", _folder["preflight.json"], "--format", "json");
        var compared = await Nhi.HereAsync("preflight", "Require MFA for all", _folder["after.ndjson"], "--after", _folder["preflight.json"]);

        Assert.Equal(1, predicted.ExitCode);
        using var document = JsonDocument.Parse(predicted.Output);
        Assert.Equal((2, 1), (document.RootElement.GetProperty("identities").GetArrayLength(), document.RootElement.GetProperty("blocking").GetInt32()));
        Assert.Equal(["none", "migration"], document.RootElement.GetProperty("identities").EnumerateArray().Select(one => one.GetProperty("cover").GetString()));
        Assert.Equal(predicted.Output.TrimEnd(), File.ReadAllText(_folder["preflight.json"]).TrimEnd());
        Assert.Equal(1, compared.ExitCode);
        Assert.Contains("2 predicted to break, 1 broke, 1 of them as predicted; 0 had not been predicted", compared.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anything_to_look_at_it_says_what_to_give()
    {
        var ran = await Nhi.HereAsync("preflight", "Require MFA for all");

        Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
        Assert.Contains("Give exported sign-in logs", ran.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Row(int number, string at, int code, string policies = "") =>
        $$"""{"time":"{{at}}","category":"NonInteractiveUserSignInLogs","tenantId":"0f000000-0000-4000-8000-000000000001","properties":{"id":"{{at}}{{number}}","createdDateTime":"{{at}}","userId":"10000000-0000-4000-8000-00000000000{{number}}","userPrincipalName":"svc-{{number}}@contoso.example","userDisplayName":"svc-{{number}}","appId":"20000000-0000-4000-8000-000000000001","appDisplayName":"Export","resourceId":"00000003-0000-0000-c000-000000000000","resourceDisplayName":"Microsoft Graph","clientAppUsed":"Mobile Apps and Desktop clients","authenticationRequirement":"singleFactorAuthentication","appliedConditionalAccessPolicies":[{{policies}}],"status":{"errorCode":{{code}}} } }""";
}
