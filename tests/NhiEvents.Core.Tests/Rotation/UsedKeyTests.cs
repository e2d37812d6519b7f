using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>Keys that were used and should not have been: NHI302 and NHI306.</summary>
public sealed class UsedKeyTests
{
    private const string Elsewhere = "198.51.100.66";

    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_key_that_was_added_used_and_removed_between_two_scans_is_found_within_minutes_of_its_log_row()
    {
        using var world = await KnownAsync();

        var key = BackDoor(world);
        await DeliverAsync(world);

        var found = Assert.Single(await FindingsAsync(world, "NHI302")).Finding;
        Assert.Equal((Severity.Critical, FindingState.Open, RotationWorld.Principal, "unapproved-key-used"), (found.Severity, found.State, found.Identity.Id, found.Name));
        Assert.Contains(key.ToLowerInvariant(), found.Cause, StringComparison.Ordinal);
        Assert.Contains("added, used and removed again", found.Cause, StringComparison.Ordinal);
        var evidence = Assert.Single(found.Evidence.Events);
        Assert.Equal((Elsewhere, true), (evidence.IpAddress, evidence.Id.Length > 8));
        Assert.Contains("az ad sp update --id " + RotationWorld.Principal, found.Remedies[0].Az, StringComparison.Ordinal);
        Assert.Contains("MITRE ATT&CK T1098.001", found.Standards);
    }

    [Fact]
    public async Task The_same_sign_in_told_twice_and_every_later_scan_say_nothing_new()
    {
        using var world = await KnownAsync();
        BackDoor(world);
        var rows = world.Signed.ToList();
        await DeliverAsync(world);

        world.Signed.AddRange(rows);
        await DeliverAsync(world);
        for (var day = 0; day < 3; day++)
        {
            await world.RunForAsync(TimeSpan.FromDays(1));
            await ScanAsync(world);
        }

        Assert.Single(await FindingsAsync(world, "NHI302"));
    }

    [Fact]
    public async Task A_key_that_was_retired_and_lets_somebody_in_later_is_found_and_a_late_row_from_before_is_not()
    {
        using var world = await KnownAsync();
        world.SignIn(world.OldText);
        var late = world.Signed.Select(row => row with { At = world.Time.GetUtcNow().AddDays(1), Id = "late", Key = "late" }).ToList();
        await DeliverAsync(world);
        world.Tenant.Administration.AddPassword(RotationWorld.Admin, RotationWorld.Application, "its successor", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(300));
        await world.RunForAsync(TimeSpan.FromDays(2));
        Assert.True(world.Tenant.Administration.RemoveCredential(RotationWorld.Admin, RotationWorld.Application, world.OldKey));
        await ScanAsync(world);

        world.Signed.AddRange(late); // from before the removal
        await DeliverAsync(world);
        await ScanAsync(world);
        Assert.Empty(await FindingsAsync(world, "NHI302"));

        world.Signed.AddRange(late.Select(row => row with { At = world.Time.GetUtcNow().AddHours(3), Id = "after", Key = "after" }));
        await world.RunForAsync(TimeSpan.FromHours(4));
        await ScanAsync(world);

        var found = Assert.Single(await FindingsAsync(world, "NHI302")).Finding;
        Assert.Equal(Severity.High, found.Severity); // from where it always was used
        Assert.Contains("although it is gone", found.Cause, StringComparison.Ordinal);
        Assert.Equal("after", Assert.Single(found.Evidence.Events).Id);
    }

    [Fact]
    public async Task A_key_on_the_service_principal_is_none_and_one_that_the_directory_shows_late_is_taken_back()
    {
        using var world = await KnownAsync();
        var (key, text) = world.Tenant.Administration.AddPassword(RotationWorld.Admin, RotationWorld.Application, "hidden", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(300));
        var hidden = world.Credentials().Single(one => one.KeyId == key);
        world.Tenant.Administration.RemoveCredential(RotationWorld.Admin, RotationWorld.Application, key);
        await world.RunForAsync(AnHour);
        SetOnPrincipal(world, [hidden]);
        Assert.True(world.SignIn(text).Succeeded);
        await DeliverAsync(world);
        Assert.Empty(await FindingsAsync(world, "NHI302"));

        SetOnPrincipal(world, []);
        await world.RunForAsync(TimeSpan.FromDays(1));
        await ScanAsync(world);
        SetOnPrincipal(world, [hidden]);
        world.SignIn(text);
        SetOnPrincipal(world, []);
        await world.RunForAsync(TimeSpan.FromHours(3));
        await ScanAsync(world);
        Assert.Empty(await FindingsAsync(world, "NHI302")); // it was gone for less than an hour when it was used

        var back = BackDoor(world);
        await DeliverAsync(world);
        var open = Assert.Single(await FindingsAsync(world, "NHI302")).Finding;
        SetOnPrincipal(world, [hidden with { KeyId = back }]);
        await ScanAsync(world);

        var taken = (await FindingsAsync(world, "NHI302"))[^1].Finding;
        Assert.Equal((open.Id, FindingState.Withdrawn), (taken.Id, taken.State));
    }

    [Fact]
    public async Task Our_own_rotations_and_their_tests_raise_nothing()
    {
        using var world = await KnownAsync(one => one);
        await world.UseVaultAsync();
        await world.StartAsync();
        await DeliverAsync(world);
        await world.RunForAsync(AnHour);
        for (var day = 0; day < 45; day++)
        {
            await world.RunForAsync(TimeSpan.FromDays(1));
            await world.UseVaultAsync();
            await DeliverAsync(world);
            await ScanAsync(world);
        }

        Assert.Equal(RotationState.Done, (await world.StateAsync()).State);
        Assert.Empty(await FindingsAsync(world, "NHI302"));
        Assert.Empty(await FindingsAsync(world, "NHI306"));
    }

    [Fact]
    public async Task What_was_used_before_the_first_look_is_no_news()
    {
        using var world = new RotationWorld(policy: Observed);
        BackDoor(world);
        await world.HandOnAsync();
        await world.RunForAsync(AnHour);

        await ScanAsync(world);
        await ScanAsync(world);

        Assert.Empty(await FindingsAsync(world, "NHI302"));
    }

    [Fact]
    public async Task A_month_of_complete_logs_without_it_closes_it_and_a_gap_keeps_it_open()
    {
        using var gap = await KnownAsync();
        BackDoor(gap);
        await DeliverAsync(gap);
        await gap.RunForAsync(TimeSpan.FromDays(31));
        await ScanAsync(gap);

        using var complete = await KnownAsync();
        BackDoor(complete);
        await DeliverAsync(complete);
        for (var hour = 0; hour < 31 * 24; hour++)
        {
            complete.SignIn(complete.OldText);
            complete.Time.Advance(AnHour);
        }

        await complete.HandOnAsync();
        await ScanAsync(complete);

        Assert.Equal(FindingState.Open, Assert.Single(await FindingsAsync(gap, "NHI302")).Finding.State);
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await FindingsAsync(complete, "NHI302")).Select(one => one.Finding.State));
    }

    [Fact]
    public async Task A_second_key_beside_the_vault_is_a_low_finding_of_its_own_until_its_consumer_reads_the_vault()
    {
        using var world = await KnownAsync();
        var (key, text) = world.Tenant.Administration.AddPassword(RotationWorld.Admin, RotationWorld.Application, "on a laptop", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(300));
        await world.RunForAsync(AnHour);
        world.SignIn(text, Elsewhere);
        await DeliverAsync(world);
        await ScanAsync(world);

        var found = Assert.Single(await FindingsAsync(world, "NHI306")).Finding;
        Assert.Equal((Severity.Low, FindingState.Open, "key-outside-vault"), (found.Severity, found.State, found.Name));
        Assert.Contains(Elsewhere, found.Cause, StringComparison.Ordinal);
        Assert.Contains(RotationWorld.SecretName, found.Remedies[0].Steps[0], StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(world, "NHI302"));

        world.Tenant.Administration.RemoveCredential(RotationWorld.Admin, RotationWorld.Application, key);
        await ScanAsync(world);

        Assert.Equal(FindingState.Withdrawn, (await FindingsAsync(world, "NHI306"))[^1].Finding.State);
    }

    [Fact]
    public async Task A_saml_certificate_has_its_own_words_and_an_old_one_beside_the_active_one_is_none()
    {
        using var world = await KnownAsync();
        var now = world.Time.GetUtcNow();
        AppCredential Saml(string keyId, string thumbprint, int days) => new(keyId, AppCredentialKind.SamlSigning, "CN=Microsoft Azure Federated SSO Certificate", thumbprint, null, now.AddYears(-3), now.AddDays(days), now.AddYears(-3));
        var principal = world.Tenant.Administration.Find<TenantServicePrincipal>(RotationWorld.Principal)!;
        world.Tenant.Administration.Seed([principal with { Credentials = [Saml("saml-old", "AB12", 3), Saml("saml-sign", "CD34", 12), Saml("saml-verify", "CD34", 12)], SamlThumbprint = "CD34" }]);

        await ScanAsync(world);
        await ScanAsync(world);

        var found = Assert.Single(await FindingsAsync(world, "NHI303"), one => one.Finding.Cause.Contains("saml", StringComparison.OrdinalIgnoreCase)).Finding;
        Assert.Contains("The SAML signing certificate saml-", found.Cause, StringComparison.Ordinal);
        Assert.Contains("sign in to the application", found.Cause, StringComparison.Ordinal);
        Assert.Contains("Add-MgServicePrincipalTokenSigningCertificate", Assert.Single(found.Remedies).PowerShell, StringComparison.Ordinal);
    }

    /// <summary>An application that was looked at, and whose rotation is only observed.</summary>
    private static async Task<RotationWorld> KnownAsync(Func<Core.Rotation.Policies.RotationPolicy, Core.Rotation.Policies.RotationPolicy>? policy = null)
    {
        var world = new RotationWorld(policy: policy ?? Observed);
        world.SignIn(world.OldText);
        await world.HandOnAsync();
        await ScanAsync(world);
        world.Time.Advance(AnHour);
        return world;
    }

    private static Core.Rotation.Policies.RotationPolicy Observed(Core.Rotation.Policies.RotationPolicy one) => new() { Applications = one.Applications, SecretName = one.SecretName, Mode = Core.Rotation.Policies.RotationMode.Observe };

    /// <summary>Somebody adds a key, uses it from elsewhere and takes it away again.</summary>
    private static string BackDoor(RotationWorld world)
    {
        var (key, text) = world.Tenant.Administration.AddPassword(RotationWorld.Admin, RotationWorld.Application, null, world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(300));
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.True(world.SignIn(text, Elsewhere).Succeeded);
        world.Tenant.Administration.RemoveCredential(RotationWorld.Admin, RotationWorld.Application, key);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        return key;
    }

    private static void SetOnPrincipal(RotationWorld world, IReadOnlyList<AppCredential> credentials) =>
        world.Tenant.Administration.Seed([world.Tenant.Administration.Find<TenantServicePrincipal>(RotationWorld.Principal)! with { Credentials = [.. credentials] }]);

    /// <summary>Hands the sign-ins on, and delivers what they ask for when it is due.</summary>
    private static async Task DeliverAsync(RotationWorld world)
    {
        await world.HandOnAsync();
        await world.RunForAsync(TimeSpan.FromMinutes(15));
        foreach (var message in (await world.Ports.ReceivedAsync(Queues.Rotations)).Where(one => one.Kind == ScanCredentials.Kind))
        {
            var scan = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ScanCredentials)!;
            Assert.Equal(RotationWorld.Application, scan.ApplicationId);
            await world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(scan, default));
        }
    }

    private static Task<Outcome> ScanAsync(RotationWorld world)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1)); // a scan passes over what was looked at since it was asked for
        return world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow()), default));
    }

    private static async Task<IReadOnlyList<FindingChanged>> FindingsAsync(RotationWorld world, string number) =>
        [.. (await world.Ports.ReceivedAsync(Doubles.EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Where(one => one.Finding.FindingType == number)];
}
