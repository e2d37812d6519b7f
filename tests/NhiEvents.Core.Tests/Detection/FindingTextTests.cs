using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class FindingTextTests
{
    private const string Hostile = "x'; rm -rf / #\n$(reboot)";

    [Theory]
    [InlineData("user", "per-user MFA", false)]
    [InlineData("securityDefaults", "security defaults", false)]
    [InlineData("tenantSessionRiskPolicy", "risk", false)]
    [InlineData("multiConditionalAccess", "Conditional Access", true)]
    [InlineData("authenticationStrengths", "authentication strength", true)]
    [InlineData(null, "does not say", false)]
    public async Task The_cause_names_who_demanded_it_and_an_exception_is_offered_only_where_it_helps(string? provider, string named, bool exception)
    {
        var finding = await FindingAsync(SignIns.User(0, 50076) with { DemandedBy = provider is null ? [] : [provider] });

        Assert.Contains(named, finding.Cause, StringComparison.Ordinal);
        Assert.Equal(exception, finding.Remedies[^1].Az?.StartsWith("az ad group member add", StringComparison.Ordinal) ?? false);
        Assert.Equal(exception, !finding.Remedies[^1].Title.Contains("cannot help", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_demand_that_no_exception_ends_is_enough_to_offer_none() =>
        Assert.Contains("cannot help", (await FindingAsync(SignIns.User(0, 50076) with { DemandedBy = ["multiConditionalAccess", "user"] })).Remedies[^1].Title, StringComparison.Ordinal);

    [Fact]
    public async Task Remedies_come_in_the_order_that_Microsoft_recommends()
    {
        var titles = (await FindingAsync(SignIns.User(0, 50076))).Remedies.Select(remedy => remedy.Title).ToList();

        Assert.Contains("managed identity", titles[0], StringComparison.Ordinal);
        Assert.Contains("certificate", titles[1], StringComparison.Ordinal);
        Assert.Contains("federated", titles[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50076)]
    [InlineData(7000222)]
    public async Task Text_from_the_log_never_enters_a_command(int code)
    {
        var signIn = (code == 50076 ? SignIns.User(0, code) : SignIns.App(0, code, Hostile)) with
        {
            IdentityId = Hostile,
            DisplayName = Hostile,
            UserPrincipalName = Hostile,
            AppId = Hostile,
            AppDisplayName = Hostile,
            ResourceDisplayName = Hostile,
            DemandedBy = ["multiConditionalAccess"],
            Policies = [new AppliedPolicy(Hostile, Hostile, "failure", false)],
        };

        var finding = await FindingAsync(signIn);

        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("reboot", remedy.Az + remedy.PowerShell, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', finding.Cause);
    }

    [Fact]
    public async Task A_vendors_application_is_the_vendors_to_repair()
    {
        var finding = await FindingAsync(SignIns.App(0, 7000222) with { AppOwnerTenantId = "66666666-0000-4000-8000-000000000001" });

        Assert.Contains("vendor", Assert.Single(finding.Remedies).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50076, null)]
    [InlineData(7000222, null)]
    [InlineData(7000222, "66666666-0000-4000-8000-000000000001")]
    public async Task Every_script_connects_with_the_rights_it_needs(int code, string? owner)
    {
        var finding = await FindingAsync(code == 50076 ? SignIns.User(0, code) with { DemandedBy = ["multiConditionalAccess"] } : SignIns.App(0, code) with { AppOwnerTenantId = owner });

        var scripts = finding.Remedies.Select(remedy => remedy.PowerShell).OfType<string>().ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.StartsWith("Connect-MgGraph -Scopes '", script.Split('\n').First(line => !line.StartsWith('#')), StringComparison.Ordinal));
    }

    /// <summary>az resets an application of the same name.</summary>
    [Fact]
    public async Task No_command_takes_over_an_application_without_a_word()
    {
        var finding = await FindingAsync(SignIns.User(0, 50076));

        Assert.All(
            finding.Remedies.Select(remedy => remedy.Az).OfType<string>().Where(az => az.Contains("create-for-rbac", StringComparison.Ordinal)),
            az => Assert.StartsWith("# The name must be new", az, StringComparison.Ordinal));
    }

    /// <summary>Without it the application loses every credential it has.</summary>
    [Fact]
    public async Task Every_reset_of_credentials_appends()
    {
        var finding = await FindingAsync(SignIns.App(0, 7000222));

        var resets = finding.Remedies.Select(remedy => remedy.Az).OfType<string>().Where(az => az.Contains("credential reset", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, resets.Count);
        Assert.All(resets, az => Assert.Contains(" --append ", az, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50076)]
    [InlineData(7000222)]
    public async Task Every_remedy_can_be_followed_in_the_portal(int code)
    {
        var finding = await FindingAsync(code == 50076 ? SignIns.User(0, code) : SignIns.App(0, code));

        Assert.All(finding.Remedies, remedy => Assert.NotEmpty(remedy.Steps));
        Assert.NotEmpty(finding.Standards);
        Assert.Equal("unknown", finding.Owner);
    }

    private static async Task<Finding> FindingAsync(SignIn signIn)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(signIn);
        return Assert.Single(await world.FindingsAsync());
    }
}
