using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>A rotation from its trigger to its end.</summary>
public sealed class RotationTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_secret_that_ends_soon_is_replaced_tested_stored_and_runs_out_by_itself()
    {
        using var world = new RotationWorld();

        await world.StartAsync();
        await world.RunForAsync(AnHour);

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Watching, rotation.State);
        var current = (await world.VersionsAsync())[0];
        Assert.Equal((rotation.NewKeyId, rotation.Id, rotation.NewEndsAt), (current.Tag("nhi-key-id"), current.Tag("nhi-rotation"), current.ExpiresAt));
        Assert.Equal(2, world.Credentials().Count);
        Assert.True((await world.UseVaultAsync()).Succeeded);
        Assert.True(world.SignIn(world.OldText).Succeeded);
        Assert.Null(await world.Vault.ReadAsync(RotationWorld.SecretName + "-pending", null, default));

        await world.RunForAsync(TimeSpan.FromDays(21));

        rotation = await world.StateAsync();
        Assert.Equal(RotationState.Done, rotation.State);
        Assert.Contains("every known consumer uses the new one", rotation.History[^1].What, StringComparison.Ordinal);
        Assert.Equal(
            ["rotation-planned Decision", "credential-add Intent", "credential-add Result", "secret-store Intent", "secret-store Result", "rotation-done Result"],
            (await world.LedgerAsync()).Select(entry => $"{entry.Fact.Action} {entry.Fact.Phase}"));
    }

    [Fact]
    public async Task Nobody_gets_the_new_secret_before_it_works()
    {
        var slow = new DelayRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        using var world = new RotationWorld(timings: new TenantTimings { CredentialPropagation = slow, SlowCredentials = 0 });
        world.Time.Advance(AnHour);

        await world.StartAsync();
        for (var minute = 0; minute < 60; minute++)
        {
            await world.RunForAsync(TimeSpan.FromMinutes(1));
            Assert.True((await world.UseVaultAsync()).Succeeded, $"minute {minute}");
        }

        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
    }

    [Fact]
    public async Task A_new_secret_that_is_refused_for_too_long_is_taken_away_again()
    {
        var never = new DelayRange(TimeSpan.FromHours(9), TimeSpan.FromHours(10));
        using var world = new RotationWorld(timings: new TenantTimings { CredentialPropagation = never, SlowCredentials = 0 });
        world.Time.Advance(TimeSpan.FromHours(11));

        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(2));

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Abandoned, rotation.State);
        Assert.Contains("as they were", rotation.History[^1].What, StringComparison.Ordinal);
        Assert.Equal(world.OldKey, Assert.Single(world.Credentials()).KeyId);
        Assert.Single(await world.VersionsAsync());
        Assert.True((await world.UseVaultAsync()).Succeeded);
        Assert.Contains(await world.ChangesAsync(), changed => changed is { State: RotationState.Abandoned, NeedsPerson: true });
    }

    [Fact]
    public async Task What_was_given_up_begins_again_a_day_later_and_not_sooner()
    {
        using var world = new RotationWorld(application: one => one with { ManagementPolicyId = "none" });
        world.Tenant.Administration.Seed([new AppManagementPolicy { Id = "none", DisplayName = "none", PasswordsForbidden = true }]);
        await world.StartAsync();
        await world.RunForAsync(AnHour);
        Assert.Equal(RotationState.Abandoned, (await world.StateAsync()).State);
        world.Tenant.Administration.Seed([new AppManagementPolicy { Id = "none", DisplayName = "none", MaxPasswordLife = TimeSpan.FromDays(90) }]);

        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(24));
        Assert.Equal(RotationState.Abandoned, (await world.StateAsync()).State);
        await world.StartAsync();
        await world.RunForAsync(AnHour);

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Watching, rotation.State);
        Assert.InRange(rotation.NewEndsAt!.Value, world.Time.GetUtcNow().AddDays(88), world.Time.GetUtcNow().AddDays(90));
    }

    [Fact]
    public async Task A_proposed_rotation_waits_for_a_person_and_an_observed_one_is_none()
    {
        using var observed = new RotationWorld(policy: one => new RotationPolicy { Applications = one.Applications, SecretName = one.SecretName, Mode = RotationMode.Observe });
        using var proposed = new RotationWorld(policy: one => new RotationPolicy { Applications = one.Applications, SecretName = one.SecretName, Mode = RotationMode.Propose });

        await observed.StartAsync();
        await proposed.StartAsync();
        await proposed.RunForAsync(TimeSpan.FromDays(1));

        Assert.Empty(observed.Ports.KeysOf("rotation"));
        Assert.Equal(RotationState.Planned, (await proposed.StateAsync()).State);
        Assert.Single(proposed.Credentials());
        Assert.True(Assert.Single(await proposed.ChangesAsync()).NeedsPerson);

        await proposed.StartAsync(RotationWorld.Start(RotationCause.Requested, RotationWorld.Person));
        await proposed.RunForAsync(AnHour);

        Assert.Equal(RotationState.Watching, (await proposed.StateAsync()).State);
    }

    [Fact]
    public async Task A_certificate_is_made_here_and_only_its_public_part_goes_to_Entra()
    {
        using var world = new RotationWorld(policy: one => new RotationPolicy { Applications = one.Applications, SecretName = one.SecretName, Mode = RotationMode.Enforce, Form = CredentialForm.ApplicationCertificate }, stored: false);
        var key = world.Tenant.Administration.AddCertificate(RotationWorld.Admin, RotationWorld.Application, "CN=old", "AB12", world.Time.GetUtcNow().AddDays(-90), world.Time.GetUtcNow().AddDays(9));

        await world.StartAsync(RotationWorld.Start() with { KeyId = key });
        await world.RunForAsync(AnHour);

        var made = Assert.Single(world.Credentials(), one => one.Kind is AppCredentialKind.Certificate && one.KeyId != key);
        var text = (await world.Vault.ReadAsync(RotationWorld.SecretName, null, default))!.Reveal();
        using var stored = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(text), null);
        Assert.Equal(made.Proof, stored.Thumbprint, ignoreCase: true);
        Assert.True(stored.HasPrivateKey);
    }

    [Fact]
    public async Task Protected_applications_are_left_alone_and_privileged_ones_wait_for_a_person()
    {
        using var kept = new RotationWorld(protectedIds: [RotationWorld.Application]);
        using var privileged = new RotationWorld();
        privileged.Tenant.Administration.Seed(
        [
            new DirectoryRole { Id = WellKnown.GlobalAdministrator, DisplayName = "Global Administrator", Privileged = true },
            new RoleAssignment { Id = "role-1", RoleId = WellKnown.GlobalAdministrator, PrincipalId = RotationWorld.Principal, Scope = "/" },
        ]);

        foreach (var world in new[] { kept, privileged })
        {
            await world.StartAsync();
            await world.RunForAsync(AnHour);
            Assert.Single(world.Credentials());
        }

        Assert.Equal(RotationState.Abandoned, (await kept.StateAsync()).State);
        Assert.Equal(RotationState.Held, (await privileged.StateAsync()).State);

        await privileged.SayAsync(() => privileged.Get<Core.Rotation.DecideRotationHandler>().HandleAsync(
            new Contracts.Messages.ResumeRotation(RotationWorld.TenantId, RotationWorld.Application, Core.Rotation.Lifecycle.RotationLife.IdOf(RotationWorld.TenantId, RotationWorld.Application, privileged.OldKey), RotationWorld.Person, privileged.Time.GetUtcNow()), default));
        await privileged.RunForAsync(AnHour);

        Assert.Equal(RotationState.Watching, (await privileged.StateAsync()).State);
    }

    [Fact]
    public async Task Nothing_is_written_while_all_writes_are_stopped()
    {
        using var world = new RotationWorld();
        var brakes = world.Get<Core.Rotation.Brakes.RotationBrakes>();
        await brakes.HandleAsync(new Contracts.Messages.StopWrites(RotationWorld.TenantId, RotationWorld.Person, "incident", world.Time.GetUtcNow()), default);

        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromDays(1));
        Assert.Single(world.Credentials());
        await brakes.HandleAsync(new Contracts.Messages.ResumeWrites(RotationWorld.TenantId, RotationWorld.Person, world.Time.GetUtcNow()), default);
        await world.RunForAsync(AnHour);

        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
    }
}
