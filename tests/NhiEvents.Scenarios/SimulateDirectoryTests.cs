using System.Text.Json;
using NhiEvents.Contracts;

namespace NhiEvents.Scenarios;

/// <summary>The company to simulate comes from exports of a directory.</summary>
public sealed class SimulateDirectoryTests : IDisposable
{
    private const string Tenant = "7f000000-0000-0000-0000-000000000001";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_exported_company_is_simulated_with_its_own_people_accounts_and_applications()
    {
        WriteCompany();

        var ran = await Nhi.HereAsync("simulate", "--directory", _folder["company"], "--verdict", _folder["a.json"], "--out", _folder["a"]);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var run = verdict.RootElement.GetProperty("run");
        Assert.Equal((13, 10), (run.GetProperty("humans").GetInt32(), run.GetProperty("identities").GetInt32()));
        Assert.True(verdict.RootElement.GetProperty("passed").GetBoolean(), ran.Output);
        Assert.Equal(0, verdict.RootElement.GetProperty("people").GetProperty("findings").GetInt32());
        var broken = verdict.RootElement.GetProperty("findings").GetProperty("NHI101");
        Assert.True(broken.GetProperty("truths").GetInt32() > 0);
        Assert.Equal(broken.GetProperty("truths").GetInt32(), broken.GetProperty("found").GetInt32());

        // "svc-batch-0" is excluded from the exported policy by a group, not from the one that the scenario switches on.
        var findings = JsonSerializer.Deserialize(File.ReadAllText(_folder["a/findings.json"]), NhiJson.Default.FindingsDocument)!.Findings;
        var exported = Enumerable.Range(0, 5).Select(Account).ToHashSet();
        Assert.All(findings.Where(finding => finding.FindingType == "NHI101"), finding => Assert.Contains(finding.Identity.Id, exported));
        Assert.All(findings, finding => Assert.NotEqual(Id("acc", 9), finding.Identity.Id)); // disabled long ago: nobody uses it
        var identities = File.ReadAllText(_folder["a/identities.json"]);
        Assert.Contains(Tenant, identities, StringComparison.Ordinal);
        Assert.Contains(Id("5b0", 0), identities, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_cannot_be_both_exported_and_made_up()
    {
        WriteCompany();

        var ran = await Nhi.HereAsync("simulate", "--directory", _folder["company"], "--humans", "20");

        Assert.Equal((2, "nhi: --humans and --identities make a company up; --directory is one. Give either.\n"), (ran.ExitCode, ran.Errors));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_is_named()
    {
        WriteCompany();
        _folder.Write("company/policies.json", """{"value":[{"id":"7f000000-0000-0000-0000-000000000900","displayName":"Broken","state":"sometimes","conditions":{}}]}""");

        var ran = await Nhi.HereAsync("simulate", "--directory", _folder["company"]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("Policy 7f000000-0000-0000-0000-000000000900: state 'sometimes'", ran.Errors, StringComparison.Ordinal);
        Assert.Single(ran.Errors.TrimEnd().Split('\n'));
    }

    public void Dispose() => _folder.Dispose();

    private void WriteCompany()
    {
        Directory.CreateDirectory(_folder["company"]);
        Write("users",
        [
            .. Enumerable.Range(0, 12).Select(n => User(Id("a00", n), $"person{n}@fabrikam.example")),
            .. Enumerable.Range(0, 5).Select(n => User(Account(n), $"svc-batch-{n}@fabrikam.example")),
            User(Id("acc", 9), "svc-old@fabrikam.example", enabled: false),
            User(Id("a00", 90), "anna_partner.example#EXT#@fabrikam.example", type: "Guest"),
        ]);
        Write("servicePrincipals",
        [
            .. Enumerable.Range(0, 2).Select(n => Principal(Id("5b0", n), Id("a99", n), "Application", Tenant)),
            Principal(Id("5b0", 8), Id("a99", 8), "Application", "7f000000-0000-0000-0000-000000000002"),
            Principal(Id("5b0", 9), Id("a99", 9), "ManagedIdentity", Tenant),
            Principal(Id("5b0", 10), "00000003-0000-0000-c000-000000000000", "Application", "f8cdef31-a31e-4b4a-93e4-5f571e91255a"),
        ]);
        Write("applications", Enumerable.Range(0, 2).Select(n =>
            $$"""{"id":"{{Id("a11", n)}}","appId":"{{Id("a99", n)}}","displayName":"app {{n}}","passwordCredentials":[{"keyId":"{{Id("c00", n)}}","endDateTime":"2027-01-01T00:00:00Z"}]}"""));
        Write("groups", [$$"""{"id":"{{Id("900", 1)}}","displayName":"Old exclusions","groupTypes":[],"members":[{"id":"{{Account(0)}}"}]}"""]);
        Write("policies",
        [
            $$"""
            {"id":"{{Id("b00", 1)}}","displayName":"MFA outside HQ","state":"enabledForReportingButNotEnforced","conditions":{"users":{"includeUsers":["All"],"excludeGroups":["{{Id("900", 1)}}"]},
             "applications":{"includeApplications":["All"]},"clientAppTypes":["all"],"locations":{"includeLocations":["All"],"excludeLocations":["{{Id("b00", 2)}}"]} },"grantControls":{"operator":"OR","builtInControls":["mfa"]} }
            """,
        ]);
        Write("namedLocations", [$$"""{"@odata.type":"#microsoft.graph.ipNamedLocation","id":"{{Id("b00", 2)}}","displayName":"HQ","isTrusted":true,"ipRanges":[{"cidrAddress":"203.0.113.0/24"}]}"""]);
    }

    private void Write(string name, IEnumerable<string> objects) => _folder.Write($"company/{name}.json", $$"""{"value":[{{string.Join(",\n", objects)}}]}""");

    private static string User(string id, string name, bool enabled = true, string type = "Member") =>
        $$"""{"id":"{{id}}","userPrincipalName":"{{name}}","displayName":"{{name.Split('@')[0]}}","userType":"{{type}}","accountEnabled":{{(enabled ? "true" : "false")}} }""";

    private static string Principal(string id, string app, string type, string owner) =>
        $$"""{"id":"{{id}}","appId":"{{app}}","displayName":"principal {{app}}","servicePrincipalType":"{{type}}","appOwnerOrganizationId":"{{owner}}"}""";

    private static string Account(int n) => Id("acc", n);

    /// <param name="kind">Three hexadecimal digits.</param>
    private static string Id(string kind, int n) => $"7f000000-0000-0000-0{kind}-{n:D12}";
}
