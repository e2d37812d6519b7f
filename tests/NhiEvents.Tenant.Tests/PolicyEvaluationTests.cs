using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

public sealed class PolicyEvaluationTests : IDisposable
{
    private readonly TenantWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_exclusion_wins_over_an_inclusion()
    {
        _world.Policy(TenantWorld.Everyone("block") with { IncludeUsers = ["user"], ExcludeUsers = ["user"] });

        var outcome = _world.SignIn(_world.Ropc());

        Assert.True(outcome.Succeeded);
        Assert.Equal(("notApplied", true), (outcome.Policies[0].Result, outcome.Policies[0].ExclusionUsed));
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("nested")]
    [InlineData("dynamic")]
    public void A_group_counts_however_the_user_is_in_it(string way)
    {
        _world.Change(user => user with { Department = "Finance" });
        _world.Seed(
            new TenantGroup { Id = "inner", DisplayName = "inner", Members = TenantGroup.NoIds.Add("user") },
            new TenantGroup { Id = "nested", DisplayName = "nested", Members = TenantGroup.NoIds.Add("inner") },
            new TenantGroup { Id = "direct", DisplayName = "direct", Members = TenantGroup.NoIds.Add("user") },
            new TenantGroup { Id = "dynamic", DisplayName = "dynamic", Rule = "user.department -eq \"finance\" -and -not (user.userPrincipalName -startsWith \"x\")" });

        _world.Policy(new PolicyJson("in", "in") { IncludeGroups = [way], Controls = ["block"] });
        var included = _world.SignIn(_world.Ropc());
        _world.Policy(new PolicyJson("in", "in") { IncludeUsers = ["All"], ExcludeGroups = [way], Controls = ["block"] });
        var excluded = _world.SignIn(_world.Ropc());

        Assert.Equal(53003, included.ErrorCode);
        Assert.True(excluded.Succeeded);
    }

    [Fact]
    public void A_role_counts_directly_and_through_a_group()
    {
        _world.Policy(new PolicyJson("p", "p") { IncludeRoles = [WellKnown.GlobalAdministrator], Controls = ["block"] });
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);

        _world.Seed(new TenantGroup { Id = "admins", DisplayName = "admins", Members = TenantGroup.NoIds.Add("user"), RoleAssignable = true });
        var assignment = _world.Administration.AssignRole(TenantWorld.Admin, WellKnown.GlobalAdministrator, "admins", "/");
        Assert.Equal(53003, _world.SignIn(_world.Ropc()).ErrorCode);

        _world.Administration.RemoveAssignment(TenantWorld.Admin, assignment);
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Fact]
    public void Guests_are_a_scope_of_their_own()
    {
        _world.Seed(_world.NewUser("guest") with { HomeTenantId = "elsewhere", PasswordHash = null });
        _world.Policy(new PolicyJson("p", "p") { IncludeGuests = true, Controls = ["block"] });
        var guest = _world.Browser() with { UserPrincipalName = "guest@contoso.example", Credential = new Credential.HomeTenant(Mfa: true) };

        Assert.Equal(53003, _world.SignIn(guest).ErrorCode);
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Theory]
    [InlineData("All", WellKnown.Storage, true)]
    [InlineData("Office365", WellKnown.Exchange, true)]
    [InlineData("Office365", WellKnown.Graph, false)]
    [InlineData("MicrosoftAdminPortals", WellKnown.AzurePortal, true)]
    [InlineData(WellKnown.AzureManagement, WellKnown.AzureManagement, true)]
    [InlineData(WellKnown.AzureManagement, WellKnown.Graph, false)]
    public void Applications_are_matched_by_what_is_asked_for(string included, string resource, bool blocked)
    {
        _world.Policy(TenantWorld.Everyone("block") with { Applications = [included] });

        Assert.Equal(blocked ? 53003 : 0, _world.SignIn(_world.Ropc() with { ResourceId = resource }).ErrorCode);
    }

    [Fact]
    public void A_trusted_location_is_a_way_out()
    {
        _world.Policy(TenantWorld.Everyone("block") with { IncludeLocations = ["All"], ExcludeLocations = ["AllTrusted"] });

        Assert.Equal(53003, _world.SignIn(_world.Ropc()).ErrorCode);
        Assert.True(_world.SignIn(_world.Ropc(place: TenantWorld.Office)).Succeeded);
    }

    [Fact]
    public void A_country_is_a_location()
    {
        _world.Seed(new NamedLocation { Id = "countries", DisplayName = "c", Countries = ["KP"] });
        _world.Policy(TenantWorld.Everyone("block") with { IncludeLocations = ["countries"] });

        Assert.Equal(53003, _world.SignIn(_world.Ropc(place: TenantWorld.Abroad)).ErrorCode);
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Fact]
    public void Client_apps_and_flows_narrow_a_policy()
    {
        _world.Policy(TenantWorld.Everyone("block") with { ClientAppTypes = ["exchangeActiveSync", "other"] });
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
        Assert.Equal(53003, _world.SignIn(_world.Ropc() with { Flow = SignInFlow.Legacy, LegacyClient = "IMAP4" }).ErrorCode);

        _world.Policy(TenantWorld.Everyone("block") with { TransferMethods = "deviceCodeFlow" });
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
        Assert.Equal(53003, _world.SignIn(_world.Browser() with { Flow = SignInFlow.DeviceCode }).ErrorCode);
    }

    [Fact]
    public void A_device_filter_excludes_what_it_matches()
    {
        _world.Policy(TenantWorld.Everyone("block") with { DeviceFilter = "device.displayName -startsWith \"KIOSK-\" -and device.isCompliant -eq True" });
        var kiosk = new Device("d", "windows", "Windows 11", "Edge") { DisplayName = "kiosk-7", Compliant = true };

        Assert.True(_world.SignIn(_world.Browser() with { Device = kiosk }).Succeeded);
        Assert.Equal(53003, _world.SignIn(_world.Browser() with { Device = kiosk with { Compliant = false } }).ErrorCode);
        Assert.Equal(53003, _world.SignIn(_world.Browser()).ErrorCode);
    }

    [Fact]
    public void Or_needs_one_control_and_and_needs_all()
    {
        var device = new Device("d", "windows", "Windows 11", "Edge") { Compliant = true };
        _world.Policy(TenantWorld.Everyone("mfa", "compliantDevice") with { Operator = "OR" });
        Assert.True(_world.SignIn(_world.Browser(MfaAnswer.CannotAnswer) with { Device = device }).Succeeded);

        _world.Policy(TenantWorld.Everyone("mfa", "compliantDevice") with { Operator = "AND" });
        Assert.Equal(50074, _world.SignIn(_world.Browser(MfaAnswer.Abandons) with { Device = device }).ErrorCode);
        Assert.Equal(50097, _world.SignIn(_world.Browser()).ErrorCode);
        Assert.True(_world.SignIn(_world.Browser() with { Device = device }).Succeeded);
    }

    [Fact]
    public void A_strength_wants_one_of_its_methods()
    {
        _world.Policy(TenantWorld.Everyone() with { StrengthId = WellKnown.PhishingResistantStrength });
        var weak = _world.SignIn(_world.Browser());
        _world.Change(user => user with { Methods = ["fido2"] });
        var strong = _world.SignIn(_world.Browser());

        Assert.Equal((50074, "authenticationStrengths"), (weak.ErrorCode, Assert.Single(weak.RequiredBy)));
        Assert.True(strong.Succeeded);
    }

    [Theory]
    [InlineData(MfaAnswer.CannotAnswer, false, "reportOnlyFailure")]
    [InlineData(MfaAnswer.Approves, true, "reportOnlyInterrupted")]
    public void Report_only_reports_and_demands_nothing(MfaAnswer answer, bool person, string result)
    {
        _world.Policy(TenantWorld.Everyone("mfa") with { State = "enabledForReportingButNotEnforced" });

        var outcome = _world.SignIn(person ? _world.Browser(answer) : _world.Ropc());

        Assert.True(outcome.Succeeded);
        Assert.Empty(outcome.RequiredBy);
        Assert.Equal(result, outcome.Policies[0].Result);
    }

    [Fact]
    public void Everyone_who_demands_a_second_factor_is_named()
    {
        _world.Policy(TenantWorld.Everyone("mfa"));
        _world.Change(user => user with { PerUserMfa = PerUserMfa.Enforced });
        _world.Settings(settings => settings with { SecurityDefaults = true });

        var outcome = _world.SignIn(_world.Ropc() with { ResourceId = WellKnown.AzureManagement });

        Assert.Equal(50076, outcome.ErrorCode);
        Assert.Equal(["multiConditionalAccess", "securityDefaults", "user"], outcome.RequiredBy);
    }

    [Fact]
    public void A_second_factor_given_once_serves_the_next_request()
    {
        _world.Policy(TenantWorld.Everyone("mfa"));
        var session = _world.Session();
        _world.Time.Advance(TimeSpan.FromDays(3));

        var outcome = _world.SignIn(_world.Again(session));

        Assert.True(outcome is { Succeeded: true, MfaSatisfied: true, Token.Mfa: true });
    }

    [Fact]
    public void A_single_tenant_service_principal_is_blocked_unless_filter_list_or_place_let_it_pass()
    {
        var (_, principal, secret) = _world.Workload();
        var attempt = _world.AsApplication("job", new Credential.ClientSecret(secret));
        var policy = new PolicyJson("w", "W") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ServicePrincipalFilter = "CustomSecurityAttribute.Nhi_Exempt -eq \"true\"", IncludeLocations = ["All"], ExcludeLocations = ["AllTrusted"], Controls = ["block"] };
        _world.Policy(policy);
        Assert.Equal(53003, _world.SignIn(attempt).ErrorCode);
        Assert.True(_world.SignIn(attempt with { Place = TenantWorld.Office }).Succeeded);

        _world.Administration.SetAttribute(TenantWorld.Admin, principal.Id, "Nhi.Exempt", "true");
        Assert.True(_world.SignIn(attempt).Succeeded);

        _world.Administration.SetAttribute(TenantWorld.Admin, principal.Id, "Nhi.Exempt", null);
        _world.Policy(policy with { ExcludeServicePrincipals = [principal.Id] });
        Assert.True(_world.SignIn(attempt).Succeeded);
    }

    [Fact]
    public void A_multi_tenant_service_principal_and_a_managed_identity_are_never_in_scope()
    {
        var (application, principal, secret) = _world.Workload();
        _world.Seed(principal with { MultiTenant = true });
        _world.Seed(new TenantServicePrincipal { Id = "mi", AppId = "appid-mi", DisplayName = "mi", OwnerTenantId = TenantWorld.TenantId, ManagedIdentity = true });
        _world.Policy(new PolicyJson("w", "W") { ServicePrincipals = ["ServicePrincipalsInMyTenant", principal.Id, "mi"], Controls = ["block"] });

        Assert.True(_world.SignIn(_world.AsApplication("job", new Credential.ClientSecret(secret))).Succeeded);
        Assert.True(_world.SignIn(_world.AsApplication("mi", new Credential.ManagedIdentity()) with { Flow = SignInFlow.ManagedIdentity }).Succeeded);
        Assert.Equal("app-job", application.Id);
    }

    [Theory]
    [InlineData("user.department -eq \"a b\" -or user.jobTitle -in [\"x\", \"y\"]", "user.jobTitle", "Y", true)]
    [InlineData("user.department -eq null", "user.jobTitle", "x", true)]
    [InlineData("user.department -ne null", "user.jobTitle", "x", false)]
    [InlineData("(user.jobTitle -contains \"od\") -and -not (user.jobTitle -endsWith \"x\")", "user.jobTitle", "code", true)]
    [InlineData("user.jobTitle -notIn [\"a\"] -and user.jobTitle -notStartsWith \"b\"", "user.jobTitle", "bc", false)]
    public void Rules_are_read_as_entra_reads_them(string rule, string property, string value, bool holds) =>
        Assert.Equal(holds, RuleParser.Parse(rule).Holds(name => name == property ? value : null));

    [Theory]
    [InlineData("user.department")]
    [InlineData("user.department -like \"x\"")]
    [InlineData("(user.department -eq \"x\"")]
    [InlineData("user.department -eq \"x\" user")]
    [InlineData("user.department -in []")]
    public void A_rule_that_cannot_be_read_says_where(string rule) =>
        Assert.Contains("character", Assert.Throws<FormatException>(() => RuleParser.Parse(rule)).Message, StringComparison.Ordinal);
}
