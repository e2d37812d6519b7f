using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Triggers;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>Whatever begins a rotation, twice or out of order, and people who do it by hand at the same time.</summary>
public sealed class TriggerTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("""{"Id":"x","VaultName":"v","ObjectType":"Secret","ObjectName":"payroll","Version":"1","NBF":1559081980,"EXP":1559082102}""", "2019-05-28T22:21:42Z")]
    [InlineData("""{"Id":"x","VaultName":"v","ObjectType":"Secret","ObjectName ":" payroll ","Version":" 1","NBF":"1559081980","EXP":"1559082102"}""", "2019-05-28T22:21:42Z")]
    [InlineData("""{"objectName":"payroll","version":"1","exp":"2019-05-28T22:21:42Z"}""", "2019-05-28T22:21:42Z")]
    [InlineData("""{"ObjectName":"payroll","Version":"1","EXP":null}""", null)]
    [InlineData("""{"ObjectName":"payroll","Version":"1","EXP":"soon"}""", null)]
    public void An_event_is_read_with_stray_spaces_and_times_in_any_form(string data, string? ends)
    {
        var read = VaultEvent.TryRead(" Microsoft.KeyVault.SecretNearExpiry ", JsonElement.Parse(data));

        Assert.Equal(new VaultEvent(VaultEventKind.NearExpiry, "payroll", "1") { ExpiresAt = ends is null ? null : DateTimeOffset.Parse(ends, null) }, read);
    }

    [Theory]
    [InlineData("Microsoft.KeyVault.KeyNearExpiry", """{"ObjectName":"payroll","Version":"1"}""")]
    [InlineData("Microsoft.KeyVault.SecretNearExpiry", """{"ObjectType":"Key","ObjectName":"payroll","Version":"1"}""")]
    [InlineData("Microsoft.KeyVault.SecretNearExpiry", """{"ObjectName":"payroll"}""")]
    [InlineData("Microsoft.KeyVault.SecretNearExpiry", "[]")]
    [InlineData("Microsoft.KeyVault.SecretNearExpiry", "null")]
    public void What_is_no_event_about_a_secret_is_none(string type, string data) => Assert.Null(VaultEvent.TryRead(type, JsonElement.Parse(data)));

    [Fact]
    public async Task A_hundred_near_expiry_events_are_one_rotation()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        var version = (await world.VersionsAsync())[0].Version;

        for (var i = 0; i < 100; i++)
        {
            await TellAsync(world, VaultEventKind.NearExpiry, version);
            await world.RunForAsync(TimeSpan.FromSeconds(i));
        }

        var rotation = await world.StateAsync();
        Assert.Equal((RotationState.Watching, 1), (rotation.State, rotation.Attempt));
        Assert.Equal(2, world.Credentials().Count);
        Assert.Equal(2, (await world.VersionsAsync()).Count);
    }

    [Fact]
    public async Task Every_source_joins_the_one_rotation()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);

        await world.StartAsync(RotationWorld.Start(RotationCause.Requested, RotationWorld.Person));
        await TellAsync(world, VaultEventKind.NearExpiry, (await world.VersionsAsync())[0].Version);
        foreach (var message in await world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.StartRotation))
        {
            await world.StartAsync(message);
        }

        await world.RunForAsync(AnHour);

        Assert.Single(world.Ports.KeysOf("rotation"), key => key.Contains("|rotation|", StringComparison.Ordinal));
        Assert.Equal(2, world.Credentials().Count);
    }

    [Fact]
    public async Task Disabled_old_and_our_own_versions_begin_nothing()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        var first = (await world.VersionsAsync())[0];
        await world.Vault.UpdateAsync(RotationWorld.SecretName, first.Version, new SecretProperties(first.ExpiresAt, first.Tags, Enabled: false), default);
        await TellAsync(world, VaultEventKind.NearExpiry, first.Version);
        Assert.Empty(world.Ports.KeysOf("rotation"));
        await world.Vault.UpdateAsync(RotationWorld.SecretName, first.Version, new SecretProperties(first.ExpiresAt, first.Tags), default);

        await world.StartAsync();
        await world.RunForAsync(AnHour);
        var second = (await world.VersionsAsync())[0];
        await TellAsync(world, VaultEventKind.NewVersion, second.Version);
        await TellAsync(world, VaultEventKind.NewVersion, first.Version);
        await TellAsync(world, VaultEventKind.NearExpiry, first.Version);

        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
        Assert.Single(world.Ports.KeysOf("rotation"), key => key.Contains("|rotation|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_person_who_rotates_by_hand_meanwhile_is_not_written_over()
    {
        using var world = new RotationWorld();
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromSeconds(70));
        Assert.Equal(RotationState.Testing, (await world.StateAsync()).State);
        var (_, byHand) = world.Tenant.Administration.AddPassword(RotationWorld.Admin, RotationWorld.Application, "by hand too", world.Time.GetUtcNow(), world.Time.GetUtcNow().AddDays(300));
        await world.Vault.SetAsync(RotationWorld.SecretName, new SecretValue(byHand), new SecretProperties(null, new Dictionary<string, string>()), default);

        await world.RunForAsync(AnHour);

        var held = await world.StateAsync();
        Assert.Equal(RotationState.Held, held.State);
        Assert.Contains("Somebody has stored version", held.History[^1].What, StringComparison.Ordinal);
        Assert.Equal(byHand, (await world.Vault.ReadAsync(RotationWorld.SecretName, null, default))!.Reveal());

        await SayAsync(world, decide => decide.HandleAsync(new AbortRotation(RotationWorld.TenantId, RotationWorld.Application, held.Id, RotationWorld.Person, "done by hand", world.Time.GetUtcNow()), default));

        Assert.Equal(RotationState.Abandoned, (await world.StateAsync()).State);
        Assert.Equal(byHand, (await world.Vault.ReadAsync(RotationWorld.SecretName, null, default))!.Reveal());
        Assert.Equal(["by hand", "by hand too"], world.Credentials().Select(one => one.DisplayName));
    }

    [Fact]
    public async Task Who_resumes_has_ours_stored_over_it()
    {
        using var world = new RotationWorld();
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromSeconds(70));
        await world.Vault.SetAsync(RotationWorld.SecretName, new SecretValue(world.OldText), new SecretProperties(null, new Dictionary<string, string>()), default);
        await world.RunForAsync(AnHour);
        var held = await world.StateAsync();

        await SayAsync(world, decide => decide.HandleAsync(new ResumeRotation(RotationWorld.TenantId, RotationWorld.Application, held.Id, RotationWorld.Person, world.Time.GetUtcNow()), default));
        await world.RunForAsync(AnHour);

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Watching, rotation.State);
        Assert.Equal(rotation.NewKeyId, (await world.VersionsAsync())[0].Tag("nhi-key-id"));
    }

    [Fact]
    public async Task An_aborted_rotation_makes_the_old_credential_current_again_and_says_what_is_left()
    {
        using var world = new RotationWorld();
        await world.StartAsync();
        await world.RunForAsync(AnHour);
        var before = await world.StateAsync();

        await SayAsync(world, decide => decide.HandleAsync(new AbortRotation(RotationWorld.TenantId, RotationWorld.Application, before.Id, RotationWorld.Person, "the job cannot read it", world.Time.GetUtcNow()), default));

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Abandoned, rotation.State);
        Assert.Contains(before.NewKeyId!, rotation.History[^1].What, StringComparison.Ordinal);
        Assert.Equal(world.OldText, (await world.Vault.ReadAsync(RotationWorld.SecretName, null, default))!.Reveal());
        Assert.Equal(3, (await world.VersionsAsync()).Count);
        Assert.Equal(2, world.Credentials().Count); // who has read the new one meanwhile goes on working
    }

    [Fact]
    public async Task A_refused_credential_after_the_new_one_was_stored_holds_and_a_person_lets_it_go_on()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        await world.StartAsync();
        await world.RunForAsync(AnHour);

        await world.Get<NoticeFindingHandler>().HandleAsync(Finding("NHI105", world), default);
        await world.Get<NoticeFindingHandler>().HandleAsync(Finding("NHI105", world), default);

        var held = await world.StateAsync();
        Assert.Equal((RotationState.Held, RotationState.Watching), (held.State, held.HeldIn));
        await SayAsync(world, decide => decide.HandleAsync(new ResumeRotation(RotationWorld.TenantId, RotationWorld.Application, held.Id, RotationWorld.Person, world.Time.GetUtcNow()), default));
        await world.RunForAsync(TimeSpan.FromDays(21));
        Assert.Equal(RotationState.Done, (await world.StateAsync()).State);
    }

    [Fact]
    public async Task A_leak_takes_the_emergency_path_and_is_still_tested()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        await world.UseVaultAsync();
        await world.Get<NoticeFindingHandler>().HandleAsync(Finding("NHI305", world), default);
        foreach (var start in await world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.StartRotation))
        {
            await world.StartAsync(start);
        }

        for (var hour = 0; hour < 60; hour++)
        {
            await world.RunForAsync(AnHour);
            Assert.True((await world.UseVaultAsync()).Succeeded);
        }

        var rotation = await world.StateAsync();
        Assert.Equal(RotationState.Done, rotation.State);
        Assert.Contains(rotation.History, line => line.What.Contains("has passed 3 test(s)", StringComparison.Ordinal));
        Assert.Equal(rotation.NewKeyId, Assert.Single(world.Credentials()).KeyId);
    }

    /// <summary>Findings, and what is done about them, know the service principal.</summary>
    [Fact]
    public async Task A_hold_that_names_the_service_principal_finds_the_rotation()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        await world.StartAsync();
        await world.RunForAsync(AnHour);
        var open = await world.StateAsync();

        await SayAsync(world, decide => decide.HandleAsync(new HoldRotation(RotationWorld.TenantId, RotationWorld.Principal, open.Id, "its credential is refused", world.Time.GetUtcNow()), default));

        Assert.Equal((RotationState.Held, RotationState.Watching), ((await world.StateAsync()).State, open.State));
    }

    [Fact]
    public async Task The_scan_gives_each_notice_once_and_takes_it_back_when_the_successor_is_in_the_vault()
    {
        using var world = new RotationWorld(policy: one => new Core.Rotation.Policies.RotationPolicy { Applications = one.Applications, SecretName = one.SecretName, Mode = Core.Rotation.Policies.RotationMode.Observe });
        for (var day = 0; day < 20; day++)
        {
            await ScanAsync(world);
            await ScanAsync(world);
            await world.RunForAsync(TimeSpan.FromDays(1));
        }

        var told = (await FindingsAsync(world)).Where(changed => changed.Finding.FindingType == "NHI303").ToList();
        Assert.Equal([Severity.Medium, Severity.Medium, Severity.High, Severity.Critical], told.Where(one => one.Finding.State is FindingState.Open).Select(one => one.Finding.Severity));
        Assert.Single(told.Select(one => one.Finding.Id).Distinct());

        using var rotated = new RotationWorld();
        await ScanAsync(rotated);
        await rotated.StartAsync();
        await rotated.RunForAsync(AnHour);
        await ScanAsync(rotated);

        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await FindingsAsync(rotated)).Select(changed => changed.Finding.State));
    }

    [Fact]
    public async Task No_secret_is_in_a_log_line_a_message_a_row_or_the_ledger()
    {
        using var world = new RotationWorld();
        await ScanAsync(world);
        await world.StartAsync();
        await world.RunForAsync(AnHour);
        await world.Get<NoticeFindingHandler>().HandleAsync(Finding("NHI105", world), default);
        await SayAsync(world, async decide => await decide.HandleAsync(new AbortRotation(RotationWorld.TenantId, RotationWorld.Application, (await world.StateAsync()).Id, RotationWorld.Person, "no", world.Time.GetUtcNow()), default));

        Assert.Equal(2, world.Texts.Count);
        var messages = new List<string>();
        foreach (var path in new[] { Queues.Rotations, Queues.RotationsDue, $"{Topics.Changes}/tests", Doubles.EmbeddedPorts.Findings })
        {
            messages.AddRange((await world.Ports.ReceivedAsync(path)).Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span)));
        }

        Assert.NotEmpty(messages);
        Assert.NotEmpty(world.Logged);
        foreach (var text in world.Texts)
        {
            Assert.DoesNotContain(text, world.Ports.Everything(), StringComparison.Ordinal);
            Assert.All(world.Logged, line => Assert.DoesNotContain(text, line, StringComparison.Ordinal));
            Assert.All(messages, body => Assert.DoesNotContain(text, body, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_scan_that_begins_again_passes_over_what_it_has_looked_at()
    {
        using var world = new RotationWorld();
        var scan = new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow());
        await world.Get<ScanCredentialsHandler>().HandleAsync(scan, default);
        world.Time.Advance(TimeSpan.FromDays(14));
        await world.Get<ScanCredentialsHandler>().HandleAsync(scan, default);
        Assert.Single(await world.Ports.ReceivedAsync(Doubles.EmbeddedPorts.Findings));

        await ScanAsync(world);
        Assert.Equal(2, (await world.Ports.ReceivedAsync(Doubles.EmbeddedPorts.Findings)).Count);
    }

    private static Task<Outcome> ScanAsync(RotationWorld world) => world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow()), default));

    private static Task<Outcome> TellAsync(RotationWorld world, VaultEventKind kind, string version) =>
        world.SayAsync(() => world.Get<NoticeVaultHandler>().HandleAsync(new VaultEvent(kind, RotationWorld.SecretName, version), default));

    private static Task<Outcome> SayAsync(RotationWorld world, Func<DecideRotationHandler, Task<Outcome>> say) => world.SayAsync(() => say(world.Get<DecideRotationHandler>()));

    private static async Task<IReadOnlyList<FindingChanged>> FindingsAsync(RotationWorld world) => await world.Ports.ReceivedAsync(Doubles.EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);

    private static FindingChanged Finding(string number, RotationWorld world) => new(RotationWorld.TenantId, 1, new Finding(
        "finding-1", number, "x", Severity.High, new IdentityRef(RotationWorld.Principal, IdentityKind.ServicePrincipal, "payroll"), "unknown", "refused", new Contracts.Findings.Evidence([], [], [], [], [], [], []), [], [],
        world.Time.GetUtcNow(), world.Time.GetUtcNow(), 1, FindingState.Open));
}
