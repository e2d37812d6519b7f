using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

/// <summary>Random policies and attempts from seeds; every failure names its seed.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Controls = ["mfa", "block", "compliantDevice", "domainJoinedDevice", "passwordChange"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Report_only_never_changes_an_outcome(int seed)
    {
        using var world = Random(seed, out var policies, out var attempts);
        var before = attempts.Select(attempt => world.SignIn(attempt).ErrorCode).ToList();

        foreach (var policy in policies)
        {
            world.Policy(policy with { Id = policy.Id + "-report", State = "enabledForReportingButNotEnforced", IncludeUsers = ["All"] });
        }

        Assert.Equal(before, attempts.Select(attempt => world.SignIn(attempt).ErrorCode));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_exclusion_never_adds_a_demand(int seed)
    {
        using var world = Random(seed, out var policies, out var attempts);
        var before = attempts.Select(world.SignIn).ToList();

        foreach (var policy in policies)
        {
            world.Policy(policy with { ExcludeUsers = [.. policy.ExcludeUsers, "user"] });
        }

        var after = attempts.Select(world.SignIn).ToList();
        for (var i = 0; i < attempts.Count; i++)
        {
            Assert.True(after[i].Succeeded || !before[i].Succeeded, $"attempt {i} broke: {before[i].ErrorCode} → {after[i].ErrorCode}");
            Assert.Subset(before[i].RequiredBy.ToHashSet(), after[i].RequiredBy.ToHashSet());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_group_never_excludes_a_service_principal(int seed)
    {
        using var world = Random(seed, out _, out _);
        var (_, principal, secret) = world.Workload();
        var attempt = world.AsApplication("job", new Credential.ClientSecret(secret));
        world.Policy(new PolicyJson("w", "W") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ExcludeGroups = ["group"], Controls = ["block"] });
        Assert.Equal(53003, world.SignIn(attempt).ErrorCode);

        world.Administration.AddMember(TenantWorld.Admin, "group", principal.Id);

        Assert.Equal(53003, world.SignIn(attempt).ErrorCode);
    }

    public static IEnumerable<TheoryDataRow<int>> Seeds() => Enumerable.Range(1, 40).Select(seed => new TheoryDataRow<int>(seed));

    private static TenantWorld Random(int seed, out List<PolicyJson> policies, out List<SignInAttempt> attempts)
    {
        var random = new Random(seed);
        var world = new TenantWorld();
        world.Seed(new TenantGroup { Id = "group", DisplayName = "group", Members = random.Next(2) == 0 ? TenantGroup.NoIds : TenantGroup.NoIds.Add("user") });
        policies = [.. Enumerable.Range(0, random.Next(1, 6)).Select(n => Policy(random, n))];
        policies.ForEach(world.Policy);
        attempts = [.. Enumerable.Range(0, 12).Select(_ => Attempt(world, random))];
        return world;
    }

    private static PolicyJson Policy(Random random, int n) => new($"p{n}", $"P{n}")
    {
        IncludeUsers = random.Next(3) > 0 ? ["All"] : [],
        IncludeGroups = random.Next(2) == 0 ? ["group"] : [],
        ExcludeGroups = random.Next(4) == 0 ? ["group"] : [],
        Controls = [.. Controls.Where(_ => random.Next(4) == 0)],
        Operator = random.Next(2) == 0 ? "OR" : "AND",
        IncludeLocations = random.Next(2) == 0 ? ["All"] : null,
        ExcludeLocations = random.Next(2) == 0 ? ["AllTrusted"] : [],
        ClientAppTypes = random.Next(3) == 0 ? ["browser"] : ["all"],
        Applications = random.Next(3) == 0 ? [WellKnown.Graph] : ["All"],
        State = random.Next(5) == 0 ? "disabled" : "enabled",
    };

    private static SignInAttempt Attempt(TenantWorld world, Random random) =>
        (random.Next(2) == 0 ? world.Ropc() : world.Browser(random.Next(2) == 0 ? MfaAnswer.Approves : MfaAnswer.Abandons)) with
        {
            Place = random.Next(2) == 0 ? TenantWorld.Home : TenantWorld.Office,
            ResourceId = random.Next(2) == 0 ? WellKnown.Graph : WellKnown.Exchange,
            Device = random.Next(2) == 0 ? null : new Device("d", "windows", "Windows 11", "Edge") { Compliant = random.Next(2) == 0 },
        };
}
