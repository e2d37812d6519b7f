using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

/// <summary>Token lives, revocation, propagation, and changes that take effect later.</summary>
public sealed class TimeTests
{
    private static readonly TenantTimings Slow = TenantTimings.Immediate with
    {
        PolicyEffect = new DelayRange(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)),
        CredentialPropagation = new DelayRange(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3)),
    };

    [Fact]
    public void A_policy_acts_when_its_delay_is_over_and_not_before()
    {
        using var world = new TenantWorld(Slow);
        world.Policy(TenantWorld.Everyone("block"));

        world.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.True(world.SignIn(world.Ropc()).Succeeded);
        world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(53003, world.SignIn(world.Ropc()).ErrorCode);
    }

    [Fact]
    public void Membership_of_an_exclusion_group_acts_later_in_both_directions()
    {
        using var world = new TenantWorld(Slow);
        world.Seed(new TenantGroup { Id = "excluded", DisplayName = "excluded" });
        world.Seed(new PolicyDocument { Id = "policy", Json = (TenantWorld.Everyone("block") with { ExcludeGroups = ["excluded"] }).ToString() });

        Assert.True(world.Administration.AddMember(TenantWorld.Admin, "excluded", "user"));
        Assert.Equal(53003, world.SignIn(world.Ropc()).ErrorCode);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(world.SignIn(world.Ropc()).Succeeded);

        Assert.True(world.Administration.RemoveMember(TenantWorld.Admin, "excluded", "user"));
        Assert.True(world.SignIn(world.Ropc()).Succeeded);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(53003, world.SignIn(world.Ropc()).ErrorCode);
    }

    [Fact]
    public void A_new_secret_is_invalid_until_it_has_spread()
    {
        using var world = new TenantWorld(Slow);
        var (_, _, secret) = world.Workload();
        var attempt = world.AsApplication("job", new Credential.ClientSecret(secret));

        Assert.Equal(7000215, world.SignIn(attempt).ErrorCode);
        world.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(world.SignIn(attempt).Succeeded);
    }

    [Fact]
    public void A_users_token_outlives_a_revocation_unless_the_resource_hears_of_it()
    {
        using var world = new TenantWorld();
        var plain = world.SignIn(world.Ropc()).Token!;
        world.Seed(world.Administration.Find<TenantServicePrincipal>("sp-app")! with { ContinuousEvaluation = true });
        var continuous = world.SignIn(world.Ropc()).Token!;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.Administration.RevokeSessions(TenantWorld.Admin, "user");

        Assert.True(world.Tenant.Accepts(plain) && world.Tenant.Accepts(continuous));
        world.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.True(world.Tenant.Accepts(plain));
        Assert.False(world.Tenant.Accepts(continuous));
        world.Time.Advance(TimeSpan.FromMinutes(75));
        Assert.False(world.Tenant.Accepts(plain));
    }

    [Fact]
    public void Token_lives_follow_the_kind()
    {
        using var world = new TenantWorld();
        var (_, principal, secret) = world.Workload();
        world.Seed(new TenantServicePrincipal { Id = "mi", AppId = "appid-mi", DisplayName = "mi", OwnerTenantId = TenantWorld.TenantId, ManagedIdentity = true });
        var user = Life(world.SignIn(world.Ropc()));
        var application = Life(world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret))));
        var managed = Life(world.SignIn(world.AsApplication("mi", new Credential.ManagedIdentity()) with { Flow = SignInFlow.ManagedIdentity }));
        world.Seed(principal with { ContinuousEvaluation = true });
        var onGraph = Life(world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret))));
        var elsewhere = Life(world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)) with { ResourceId = WellKnown.Storage }));

        Assert.All([user, application, elsewhere], life => Assert.InRange(life, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(90)));
        Assert.Equal(TimeSpan.FromHours(24), managed);
        Assert.Equal(TimeSpan.FromHours(24), onGraph);
    }

    [Fact]
    public void Disabling_a_service_principal_ends_new_tokens_at_once_and_old_ones_with_their_life()
    {
        using var world = new TenantWorld();
        var (_, principal, secret) = world.Workload();
        var token = world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret))).Token!;
        world.Administration.SetServicePrincipalEnabled(TenantWorld.Admin, principal.Id, enabled: false);

        Assert.Equal(7000112, world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret))).ErrorCode);
        Assert.True(world.Tenant.Accepts(token));
        world.Time.Advance(TimeSpan.FromMinutes(90));
        Assert.False(world.Tenant.Accepts(token));
    }

    [Fact]
    public void A_refresh_token_that_is_used_does_not_end()
    {
        using var world = new TenantWorld();
        var session = world.Session();
        for (var month = 0; month < 12; month++)
        {
            world.Time.Advance(TimeSpan.FromDays(30));
            Assert.True(world.SignIn(world.Again(session)).Succeeded);
        }
    }

    private static TimeSpan Life(SignInOutcome outcome) => outcome.Token!.ExpiresAt - outcome.Token.IssuedAt;
}
