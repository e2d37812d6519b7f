using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.Rotation.Views;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>What people read of rotations and credentials.</summary>
public sealed class RotationViewsTests
{
    [Fact]
    public async Task A_credential_shows_its_use_its_vault_and_what_is_unknown_with_the_reason()
    {
        using var world = new RotationWorld();
        await world.UseVaultAsync();
        await world.HandOnAsync();
        await ScanAsync(world);

        var one = Assert.Single(await Views(world).ReadCredentialsAsync(default));

        Assert.Equal((world.OldKey, "secret", true), (one.KeyId, one.Form, one.InVault));
        Assert.NotNull(one.LastUsedAt);
        Assert.Contains(RotationWorld.Consumer, Assert.Single(one.UsedBy), StringComparison.Ordinal);
        Assert.Equal(["use: the sign-in log has gaps in the last 35 days"], one.Unknown);
    }

    [Fact]
    public async Task Without_a_sign_in_or_a_vault_that_is_what_is_said()
    {
        using var world = new RotationWorld(stored: false, application: one => one with { MultiTenant = true });
        await ScanAsync(world);

        var one = Assert.Single(await Views(world).ReadCredentialsAsync(default));

        Assert.Equal((null, null), (one.LastUsedAt, one.InVault));
        Assert.Equal(4, one.Unknown.Count);
        Assert.StartsWith("vault: ", one.Unknown[0], StringComparison.Ordinal);
        Assert.Contains("use: no sign-in of this application was ever seen", one.Unknown);
        Assert.Contains("use: the application can sign in to other tenants, whose logs are not seen", one.Unknown);
    }

    [Fact]
    public async Task A_rotation_shows_every_step_and_no_secret()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(1));

        var one = Assert.Single(await Views(world).ReadRotationsAsync(default));

        Assert.Equal((RotationState.Watching, world.OldKey, false), (one.State, one.OldKeyId, one.NeedsPerson));
        Assert.NotNull(one.StoredAt);
        Assert.Equal([RotationState.Planned, RotationState.Creating, RotationState.Testing, RotationState.Storing, RotationState.Watching], one.Steps.Select(step => step.State).Distinct());
        Assert.DoesNotContain(world.Texts, text => one.Steps.Any(step => step.What.Contains(text, StringComparison.Ordinal)));
    }

    private static RotationViews Views(RotationWorld world) => new(world.Ports.Faults, world.Ports.Faults, world.Time);

    private static Task<Outcome> ScanAsync(RotationWorld world) =>
        world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow()), default));
}
