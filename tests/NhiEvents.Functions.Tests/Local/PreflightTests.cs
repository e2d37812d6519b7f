using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Local.Preflight;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>What a policy would have done to a sign-in of the past, and what a preflight makes of it.</summary>
public sealed class PreflightTests
{
    private const string Tenant = "contoso";

    private const string Account = "11111111-0000-4000-8000-000000000001";

    private const string Group = "66666666-0000-4000-8000-000000000001";

    private const string Home = "77777777-0000-4000-8000-000000000001";

    private const string Graph = "00000003-0000-0000-c000-000000000000";

    private static readonly DateOnly Day = new(2026, 4, 1);

    private static readonly DateTimeOffset Seen = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly TrialCase Job = new(Tenant, Account, IsUser: true, [], Graph, "mobileAppsAndDesktopClients") { Address = "192.0.2.10", Country = "IE" };

    public static TheoryData<string, TrialResult, string> Policies => new()
    {
        { Policy(), TrialResult.Stopped, "a second factor" },
        { Policy(controls: "\"block\""), TrialResult.Stopped, "blocks" },
        { Policy(controls: "\"mfa\",\"compliantDevice\"", join: "OR"), TrialResult.Stopped, "a second factor or a compliant device" },
        { Policy(users: "\"None\""), TrialResult.NotApplied, "" },
        { Policy(apps: "\"797f4846-ba00-4fd7-ba43-dac1f8f63013\""), TrialResult.NotApplied, "" },
        { Policy(clients: "\"browser\""), TrialResult.NotApplied, "" },
        { Policy(excludeUsers: $"\"{Account}\""), TrialResult.NotApplied, "" },
        { Policy(excludeGroups: $"\"{Group}\""), TrialResult.Unknown, Group },
        { Policy(extra: $",\"locations\":{{\"includeLocations\":[\"All\"],\"excludeLocations\":[\"{Home}\"]}}"), TrialResult.Unknown, "--locations" },
        { Policy(extra: ",\"platforms\":{\"includePlatforms\":[\"windows\"]}"), TrialResult.Unknown, "platform" },
        { Policy(extra: ",\"signInRiskLevels\":[\"high\"]"), TrialResult.NotApplied, "" },
        { Policy(extra: ",\"authenticationFlows\":{\"transferMethods\":\"deviceCodeFlow\"}"), TrialResult.NotApplied, "" },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_planned_policy_is_tried_on_what_is_known_and_says_what_is_not(string policy, TrialResult result, string says)
    {
        var verdict = PolicyTrial.Of("p", policy, [], new HashSet<string>()).Judge(Job);

        Assert.Equal(result, verdict.Result);
        Assert.Contains(says, verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_directory_and_the_locations_tell_makes_it_known()
    {
        var byGroup = PolicyTrial.Of("p", Policy(excludeGroups: $"\"{Group}\""), [], new HashSet<string> { Group });
        var byPlace = PolicyTrial.Of(
            "p", Policy(extra: $",\"locations\":{{\"includeLocations\":[\"All\"],\"excludeLocations\":[\"{Home}\"]}}"), [new NamedLocation { Id = Home, DisplayName = "Home", Ranges = ["192.0.2.0/24"] }], new HashSet<string>());

        Assert.Equal((TrialResult.Stopped, TrialResult.NotApplied), (byGroup.Judge(Job).Result, byGroup.Judge(Job with { Groups = [Group] }).Result));
        Assert.Equal((TrialResult.NotApplied, TrialResult.Stopped), (byPlace.Judge(Job).Result, byPlace.Judge(Job with { Address = "198.51.100.1" }).Result));
        Assert.Equal(TrialResult.Met, PolicyTrial.Of("p", Policy(), [], new HashSet<string>()).Judge(Job with { MfaSatisfied = true }).Result);
    }

    [Fact]
    public void A_policy_for_workload_identities_stops_own_applications_only()
    {
        var policy = PolicyTrial.Of("p", """
            {"displayName":"Workloads from home","state":"disabled","conditions":{"clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"]},"applications":{"includeApplications":["All"]}},"grantControls":{"operator":"OR","builtInControls":["block"]}}
            """, [], new HashSet<string>());
        var own = Job with { IsUser = false, OwnerTenantId = Tenant };

        Assert.Equal(TrialResult.Stopped, policy.Judge(own).Result);
        Assert.Equal(TrialResult.NotApplied, policy.Judge(own with { OwnerTenantId = "vendor" }).Result);
        Assert.Equal(TrialResult.NotApplied, policy.Judge(own with { ManagedIdentity = true }).Result);
        Assert.Equal(TrialResult.NotApplied, policy.Judge(Job).Result);
    }

    [Theory]
    [InlineData(null, false, PreflightCover.None, 1)]
    [InlineData("ready:2026-04-01", false, PreflightCover.Migration, 0)]
    [InlineData("ready:2026-04-02", false, PreflightCover.None, 1)]
    [InlineData("ready:soon", false, PreflightCover.None, 1)]
    [InlineData(null, true, PreflightCover.Exception, 0)]
    public void A_critical_identity_blocks_until_it_has_a_migration_or_an_exception(string? tag, bool exception, PreflightCover cover, int blocking)
    {
        var document = Predict(Criticality.Critical, tag is null ? null : [tag], exception ? new Dictionary<string, DateTimeOffset> { [Account] = Seen.AddDays(60) } : [], Row(0, "reportOnlyFailure"));

        var one = Assert.Single(document.Identities);
        Assert.Equal((cover, blocking, PreflightVerdict.Breaks), (one.Cover, document.Blocking, one.Verdict));
        Assert.Equal((true, 1), (one.Paths[0].Judged, one.Paths[0].SignIns));
        Assert.NotEmpty(one.Remedies);
    }

    [Fact]
    public void One_that_is_not_critical_is_listed_and_blocks_nothing_and_one_that_passes_is_counted()
    {
        Assert.Equal((1, 0), Predict(Criticality.High, null, [], Row(0, "reportOnlyInterrupted")) is var listed ? (listed.Identities.Count, listed.Blocking) : default);
        Assert.Equal((0, 1), Predict(Criticality.Critical, null, [], Row(0, "success")) is var passing ? (passing.Identities.Count, passing.Passing) : default);
    }

    [Fact]
    public void After_it_is_on_what_broke_is_compared_with_what_was_predicted()
    {
        var before = Predict(Criticality.High, null, [], Row(0, "reportOnlyFailure"));
        var other = Summary("22222222-0000-4000-8000-000000000002", null, null);
        var ways = new Dictionary<(string, string), IdentityWays> { [(Tenant, Account)] = Ways(Row(1, "failure", 50076)), [(Tenant, other.Identity.Id)] = Ways(Row(1, "failure", 50076), Row(2, "success")) };

        var outcome = PreflightOutcome.Of(before, null, [Summary(Account, Criticality.High, null), other], ways);
        var silent = PreflightOutcome.Of(before, null, [], new Dictionary<(string, string), IdentityWays>());

        Assert.Equal((1, 2, 1, 1), (outcome.Predicted, outcome.Broke, outcome.BrokeAsPredicted, outcome.Missed));
        Assert.Equal([OutcomeState.Recovered, OutcomeState.Broken], outcome.Identities.Select(one => one.State));
        Assert.Equal(OutcomeState.NotSeen, Assert.Single(silent.Identities).State);
    }

    private static string Policy(string users = "\"All\"", string apps = "\"All\"", string controls = "\"mfa\"", string clients = "\"all\"", string excludeUsers = "", string excludeGroups = "", string extra = "", string join = "AND") => $$$"""
        {"displayName":"MFA for everyone","state":"enabledForReportingButNotEnforced","conditions":{"users":{"includeUsers":[{{{users}}}],"excludeUsers":[{{{excludeUsers}}}],"excludeGroups":[{{{excludeGroups}}}]},"applications":{"includeApplications":[{{{apps}}}]},"clientAppTypes":[{{{clients}}}]{{{extra}}} },"grantControls":{"operator":"{{{join}}}","builtInControls":[{{{controls}}}]} }
        """;

    private static SignIn Row(double hour, string result, int code = 0) =>
        new(Tenant, $"k{hour}", $"id-{hour}", SignInKind.NonInteractiveUser, Seen.AddHours(hour), Account, code, [], [], [new AppliedPolicy("p", "MFA for everyone", result, false)]) { AppId = "app", ResourceId = Graph };

    private static IdentityWays Ways(params IReadOnlyList<SignIn> rows)
    {
        var ways = new IdentityWays();
        foreach (var row in rows)
        {
            ways.Add(row, PolicyHistory.Judge(row, "p", trial: null, []));
        }

        return ways;
    }

    private static IdentitySummary Summary(string id, Criticality? criticality, IReadOnlyList<string>? tags) =>
        new(new IdentityRef(id, IdentityKind.ServiceAccount, id), Tenant, "Finance", [], Seen, Seen, 1, 0, []) { Criticality = criticality, Tags = tags };

    private static PreflightDocument Predict(Criticality criticality, IReadOnlyList<string>? tags, Dictionary<string, DateTimeOffset> exceptions, params IReadOnlyList<SignIn> rows) => PreflightRun.Of(
        new PreflightPolicy("p", "MFA for everyone", "reportOnly"), Day, null, [Summary(Account, criticality, tags)],
        new Dictionary<(string, string), IdentityWays> { [(Tenant, Account)] = Ways(rows) }, exceptions, []);
}
