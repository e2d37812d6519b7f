using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Hosting;
using NhiEvents.Ports.Tests.Azure;
using NhiEvents.Ports.Tests.Azure.Entra;

namespace NhiEvents.Scenarios.Tenant;

/// <summary>A team's first look at its tenant, over HTTP, against a server that answers as Microsoft Graph does from a simulated company.</summary>
public sealed class OnboardTenantTests(OnboardTenantTests.Company company) : IClassFixture<OnboardTenantTests.Company>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HastyTime _time = new(company.Simulated.Time);

    [Fact]
    public async Task Reads_licences_logs_directory_and_policies_and_says_what_would_be_found()
    {
        var (ran, onboarding) = await OnboardAsync();

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        var broken = company.Simulated.World.Truths().Where(truth => truth.Finding == "NHI104").Select(truth => truth.IdentityId).Distinct().Count();
        Assert.True(broken > 0);
        var found = Assert.Single(onboarding.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("findingType").GetString() == "NHI104");
        Assert.Equal(broken, found.GetProperty("identities").GetInt32());
        Assert.Equal(
            ["Microsoft Entra ID P1: yes", "Microsoft Entra ID P2: noLicence", "Workload ID Premium: noLicence"],
            onboarding.GetProperty("checks").EnumerateArray().Take(3).Select(check => $"{check.GetProperty("subject").GetString()}: {check.GetProperty("answer").GetString()}"));
        Assert.Equal(["credentials", "exclusions", "owners", "unused"], onboarding.GetProperty("campaigns").EnumerateArray().Select(campaign => campaign.GetProperty("slug").GetString()).Order());
        Assert.NotEmpty(Campaign(onboarding, "exclusions"));
        Assert.NotEmpty(Campaign(onboarding, "credentials"));
        Assert.Contains("Licences and permissions", File.ReadAllText(_folder["out/onboarding.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_person_is_named_and_no_row_is_left_behind()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "nhi-onboard-*");

        await OnboardAsync();

        var written = File.ReadAllText(_folder["out/onboarding.json"]) + File.ReadAllText(_folder["out/onboarding.html"]);
        var owners = company.Simulated.Tenant.Administration.All<TenantApplication>().SelectMany(application => application.Owners).ToHashSet();
        Assert.All(
            company.Simulated.Tenant.Administration.All<TenantUser>().Where(user => user.Kind is UserKind.Person && !owners.Contains(user.Id)),
            person => Assert.DoesNotContain(person.UserPrincipalName, written, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "nhi-onboard-*").Except(before));
    }

    [Fact]
    public async Task Whoever_may_read_nothing_learns_which_permissions_are_missing()
    {
        var (ran, onboarding) = await OnboardAsync(StandInEntra.PowerlessToken);

        Assert.Equal(0, ran.ExitCode);
        var unknown = onboarding.GetProperty("unknown").EnumerateArray().Select(line => line.GetString()!).ToList();
        foreach (var permission in new[] { "User.Read.All", "Application.Read.All", "AuditLog.Read.All", "Policy.Read.All", "LicenseAssignment.Read.All" })
        {
            Assert.Contains(unknown, line => line.Contains(permission, StringComparison.Ordinal));
        }

        Assert.Contains("What is broken: there are no sign-in logs.", unknown);
        Assert.Equal(0, onboarding.GetProperty("identities").GetInt32());
    }

    [Fact]
    public async Task Another_tenant_than_the_one_that_was_meant_is_refused()
    {
        var refused = await Assert.ThrowsAsync<HostRefusalException>(() => RunAsync(StandInEntra.PowerlessToken + "-not", "00000000-0000-4000-8000-00000000000f"));

        Assert.Contains($"The sign-in is for tenant {company.Simulated.TenantId}, not for 00000000-0000-4000-8000-00000000000f", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com.attacker.example")]
    [InlineData("http://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/v1.0")]
    [InlineData("graph")]
    public async Task A_token_goes_to_no_other_address(string address)
    {
        var asked = new StandInCredential();
        var command = OnboardCommand.Create(_ => asked, _time);

        var refused = await Assert.ThrowsAsync<HostRefusalException>(() => command.Parse(["--tenant", company.Simulated.TenantId, "--graph", address, "--out", _folder["out"]])
            .InvokeAsync(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));

        Assert.Contains("is not the address of a Microsoft Graph", refused.Message, StringComparison.Ordinal);
        Assert.Empty(asked.Scopes);
    }

    [Fact]
    public async Task A_limit_of_rows_is_said_with_the_time_from_which_all_are_there()
    {
        var (_, onboarding) = await OnboardAsync("token", "--max-rows", "1");

        Assert.Contains(onboarding.GetProperty("unknown").EnumerateArray(), line => line.GetString()!.EndsWith("as many rows were read as --max-rows allows.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_are_kept_feed_a_replay_to_the_same_findings()
    {
        var (_, onboarding) = await OnboardAsync("token", "--keep-logs", _folder["rows"]);

        var replayed = await Nhi.HereAsync("replay", _folder["rows"], "--out", _folder["replayed"]);

        Assert.Equal(0, replayed.ExitCode);
        using var findings = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["replayed"], "findings.json")));
        Assert.Equal(
            onboarding.GetProperty("findings").EnumerateArray().Where(one => one.GetProperty("findingType").GetString() == "NHI104").Select(one => one.GetProperty("identities").GetInt32()).Single(),
            findings.RootElement.GetProperty("findings").EnumerateArray().Where(one => one.GetProperty("finding").GetString() == "NHI104").Select(one => one.GetProperty("identity").GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_doctor_who_is_given_the_tenant_names_what_is_there_and_what_is_missing()
    {
        var command = DoctorCommand.Create(_ => new StandInCredential(StandInEntra.PowerlessToken), _time);

        var ran = await OwnConsole.RunAsync(() => command.Parse(["--tenant", company.Simulated.TenantId, "--graph", company.Server.Address.ToString(), "--state", _folder["none"]]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains(ran.Output.Split('\n'), line => line.StartsWith("MISSING", StringComparison.Ordinal) && line.Contains("it needs Policy.Read.All", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static List<JsonElement> Campaign(JsonElement onboarding, string slug) =>
        [.. onboarding.GetProperty("campaigns").EnumerateArray().Single(campaign => campaign.GetProperty("slug").GetString() == slug).GetProperty("items").EnumerateArray()];

    private Task<Ran> RunAsync(string token, string tenant, params string[] more) => OwnConsole.RunAsync(() => OnboardCommand.Create(_ => new StandInCredential(token), _time)
        .Parse(["--tenant", tenant, "--graph", company.Server.Address.ToString(), "--days", "4", "--out", _folder["out"], .. more])
        .InvokeAsync(new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));

    private async Task<(Ran Ran, JsonElement Onboarding)> OnboardAsync(string token = "token", params string[] more)
    {
        var ran = await RunAsync(token, company.Simulated.TenantId, more);
        Assert.True(ran.ExitCode == 0, ran.Errors);
        return (ran, JsonElement.Parse(File.ReadAllText(_folder["out/onboarding.json"])));
    }

    /// <summary>Two days in which secrets run out.</summary>
    public sealed class Company : IAsyncLifetime
    {
        internal SimulatedCompany Simulated { get; private set; } = null!;

        internal StandInEntra Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Simulated = await SimulatedCompany.LiveAsync("expired-secrets", new TenantSize(6, 20, 11), 2, TestContext.Current.CancellationToken);
            Server = new StandInEntra(Simulated) { PageSize = 200 };
        }

        public ValueTask DisposeAsync()
        {
            Server.Dispose();
            Simulated.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
