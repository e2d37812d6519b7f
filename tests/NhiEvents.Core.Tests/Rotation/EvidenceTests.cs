using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>When the old credential may go before its end, and when not.</summary>
public sealed class EvidenceTests
{
    internal static RotationPolicy Early(RotationPolicy one) => new() { Applications = one.Applications, SecretName = one.SecretName, Mode = RotationMode.Enforce, RetireEarly = true, MaximumAge = TimeSpan.FromDays(30) };

    [Fact]
    public async Task An_idle_credential_is_removed_by_its_key_id_where_that_is_opted_in()
    {
        using var world = await RotatedAsync(Early);

        await DaysAsync(world, 36, old: false);

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Done, rotation.State);
        Assert.Equal(rotation.NewKeyId, Assert.Single(world.Credentials()).KeyId);
        Assert.Contains("removed by its key id", rotation.History[^1].What, StringComparison.Ordinal);
        Assert.True((await world.UseVaultAsync()).Succeeded);
    }

    [Fact]
    public async Task Without_the_opt_in_it_stays()
    {
        using var world = await RotatedAsync(one => one);

        await DaysAsync(world, 60, old: false);

        Assert.Equal((RotationState.Watching, 2), ((await world.StateAsync()).State, world.Credentials().Count));
    }

    [Fact]
    public async Task One_that_is_used_stays_and_who_uses_it_is_named()
    {
        using var world = await RotatedAsync(Early);

        await DaysAsync(world, 60, old: true);

        Assert.Equal((RotationState.Watching, 2), ((await world.StateAsync()).State, world.Credentials().Count));

        world.Time.Advance(TimeSpan.FromDays(328));
        world.SignIn(world.OldText, "192.0.2.77");
        await world.RunForAsync(TimeSpan.FromDays(4));

        var asked = (await world.ChangesAsync()).Last(changed => changed.NeedsPerson);
        Assert.Contains("192.0.2.77", asked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multi-tenant")]
    [InlineData("used-for-users")]
    [InlineData("log-gap")]
    [InlineData("consumer-not-seen-again")]
    public async Task One_whose_use_is_unknown_stays_until_a_person_takes_the_responsibility(string unknown)
    {
        using var world = await RotatedAsync(Early, unknown == "multi-tenant" ? one => one with { MultiTenant = true } : one => one);
        if (unknown == "consumer-not-seen-again")
        {
            world.SignIn(world.OldText, "192.0.2.88");
        }

        for (var day = 0; day < 40; day++)
        {
            if (unknown == "used-for-users")
            {
                await world.Get<RememberUseHandler>().HandleAsync(new CredentialUsedForUsers(RotationWorld.TenantId, RotationWorld.AppId, world.Time.GetUtcNow()), default);
            }

            if (unknown == "log-gap" && day == 20)
            {
                await world.RunForAsync(TimeSpan.FromDays(1));
            }

            await DaysAsync(world, 1, old: false);
        }

        Assert.Equal((RotationState.Watching, 2), ((await world.StateAsync()).State, world.Credentials().Count));
        var asked = Assert.Single(await world.ChangesAsync(), changed => changed.NeedsPerson);
        Assert.Contains("use is unknown", asked.Text, StringComparison.Ordinal);

        var rotation = await world.StateAsync();
        Assert.Equal(Outcome.Reject("not-a-person"), await world.Get<DecideRotationHandler>().HandleAsync(new ApproveRetirement(RotationWorld.TenantId, RotationWorld.Application, rotation.Id, RotationWorld.Principal, world.Time.GetUtcNow()), default));
        await world.SayAsync(() => world.Get<DecideRotationHandler>().HandleAsync(new ApproveRetirement(RotationWorld.TenantId, RotationWorld.Application, rotation.Id, RotationWorld.Person, world.Time.GetUtcNow()), default));
        await DaysAsync(world, 1, old: false);

        Assert.Equal((RotationState.Done, 1), ((await world.StateAsync()).State, world.Credentials().Count));
    }

    [Fact]
    public async Task A_window_of_complete_logs_after_a_gap_is_evidence_again()
    {
        using var world = await RotatedAsync(Early);
        await DaysAsync(world, 5, old: false);
        await world.RunForAsync(TimeSpan.FromDays(1));

        await DaysAsync(world, 33, old: false);
        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
        await DaysAsync(world, 4, old: false);
        Assert.Equal((RotationState.Done, 1), ((await world.StateAsync()).State, world.Credentials().Count));
    }

    [Fact]
    public async Task A_long_cadence_makes_the_window_longer()
    {
        using var world = await RotatedAsync(Early, before: async one =>
        {
            one.SignIn(one.OldText, "192.0.2.30");
            await one.RunForAsync(TimeSpan.FromDays(30));
            one.SignIn(one.OldText, "192.0.2.30");
            await one.HandOnAsync();
        });
        await world.UseVaultAsync("192.0.2.30");

        await DaysAsync(world, 50, old: false);
        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
        await DaysAsync(world, 15, old: false);

        Assert.Equal(RotationState.Done, (await world.StateAsync()).State);
    }

    /// <summary>Up to the moment at which the new credential is in the vault; the old one ends in a year.</summary>
    private static async Task<RotationWorld> RotatedAsync(Func<RotationPolicy, RotationPolicy> policy, Func<TenantApplication, TenantApplication>? application = null, Func<RotationWorld, Task>? before = null)
    {
        var world = new RotationWorld(policy: policy, application: application);
        var found = world.Tenant.Administration.Find<TenantApplication>(RotationWorld.Application)!;
        world.Tenant.Administration.Seed([found with { Credentials = [.. found.Credentials.Select(one => one with { EndsAt = world.Time.GetUtcNow().AddDays(365 + 31) })] }]);
        await world.UseVaultAsync();
        await world.HandOnAsync();
        await (before?.Invoke(world) ?? Task.CompletedTask);
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
        return world;
    }

    /// <summary>The consumer signs in every hour with what the vault holds; another may still have the old one.</summary>
    private static async Task DaysAsync(RotationWorld world, int days, bool old)
    {
        for (var hour = 0; hour < days * 24; hour++)
        {
            await world.UseVaultAsync();
            if (old && hour % 24 == 0)
            {
                world.SignIn(world.OldText, "192.0.2.77");
            }

            await world.RunForAsync(TimeSpan.FromHours(1));
        }
    }
}
