using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Identities.Facts;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What registry and directory say, by message: in any order, more than once, taken back.</summary>
public sealed class KnowIdentityTests
{
    private static IdentityFacts Payroll { get; } = new()
    {
        Id = SignIns.Account, Evidence = [EvidenceKinds.Registered], Owner = "Finance Ops", Criticality = Criticality.High, Tags = ["erp"],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owner_and_criticality_show_whichever_came_first()
    {
        using var after = new DetectionWorld();
        await after.DeliverAsync(SignIns.User(0, 50076));
        await KnowAsync(after, Payroll);
        using var before = new DetectionWorld();
        await KnowAsync(before, Payroll);
        await before.DeliverAsync(SignIns.User(0, 50076));

        var finding = Assert.Single(await after.FindingsAsync());
        Assert.Equal(("Finance Ops", Criticality.High, Severity.Critical), (finding.Owner, finding.Criticality, finding.Severity));
        Assert.Equal(await before.DocumentsAsync(), await after.DocumentsAsync());
    }

    [Fact]
    public async Task Findings_are_announced_again_once_however_often_the_word_comes()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50076));

        await KnowAsync(world, Payroll, "1");
        await KnowAsync(world, Payroll, "1");
        await KnowAsync(world, Payroll, "2");

        Assert.Equal(["unknown", "Finance Ops"], (await world.AnnouncedAsync()).Select(changed => changed.Finding.Owner));
    }

    [Fact]
    public async Task An_older_word_that_comes_late_changes_nothing()
    {
        using var world = new DetectionWorld();
        await KnowAsync(world, Payroll with { Owner = "New owner" }, "2");
        await world.DeliverAsync(SignIns.User(0, 50076));
        await KnowAsync(world, Payroll, "1");

        Assert.Equal("New owner", Assert.Single(await world.FindingsAsync()).Owner);
    }

    [Fact]
    public async Task A_name_is_matched_to_the_identity_that_the_rows_show()
    {
        var byName = Payroll with { Id = null, UserPrincipalName = "SVC-Backup@contoso.example" };
        using var after = new DetectionWorld();
        await after.DeliverAsync(SignIns.User(0, 50076));
        await KnowAsync(after, byName);
        using var before = new DetectionWorld();
        await KnowAsync(before, byName);
        await before.DeliverAsync(SignIns.User(0, 50076));

        Assert.Equal("Finance Ops", Assert.Single(await after.FindingsAsync()).Owner);
        Assert.Equal("Finance Ops", Assert.Single(await before.FindingsAsync()).Owner);
        Assert.Null((await after.Identities.ReadAllAsync(Ct)).NotSeen);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_a_late_registration_does_not_bring_it_back()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50076));
        await KnowAsync(world, Payroll, "1");
        await KnowAsync(world, Payroll, "3", removed: true);
        await KnowAsync(world, Payroll, "2");

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("unknown", Severity.High), (finding.Owner, finding.Severity));
        Assert.DoesNotContain(EvidenceKinds.Registered, finding.Evidence.Classification);
    }

    [Fact]
    public async Task Registered_and_never_seen_is_told()
    {
        using var world = new DetectionWorld();
        await KnowAsync(world, Payroll with { Id = "aaaaaaaa-0000-4000-8000-000000000001", Protected = true });
        await world.DeliverAsync(SignIns.User(0, 50076));

        var missing = Assert.Single((await world.Identities.ReadAllAsync(Ct)).NotSeen!);
        Assert.Equal(("aaaaaaaa-0000-4000-8000-000000000001", "Finance Ops", true), (missing.Id, missing.Owner, missing.Protected));
    }

    [Fact]
    public async Task The_registry_is_believed_before_the_directory()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50076));
        await KnowAsync(world, Payroll with { Owner = "Directory's owner", DisplayName = "Payroll run", Criticality = null, Evidence = [] }, source: FactsSources.Directory);
        await KnowAsync(world, Payroll);

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal(("Finance Ops", "Payroll run"), (finding.Owner, finding.Identity.DisplayName));
    }

    [Fact]
    public async Task A_disabled_shared_mailbox_is_as_it_should_be()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(-60, 0), SignIns.User(0, 50057));
        Assert.Equal("NHI107", Assert.Single(await world.FindingsAsync()).FindingType);

        await KnowAsync(world, new IdentityFacts { Id = SignIns.Account, MailboxType = "shared" }, source: FactsSources.Directory);

        Assert.Empty(await world.FindingsAsync());
        Assert.Equal(FindingState.Withdrawn, (await world.AnnouncedAsync())[^1].Finding.State);
    }

    [Fact]
    public async Task A_disabled_room_is_broken_only_when_it_was_seen_at_work()
    {
        using var world = new DetectionWorld();
        await KnowAsync(world, new IdentityFacts { Id = SignIns.Account, MailboxType = "room" }, source: FactsSources.Directory);
        await world.DeliverAsync(SignIns.User(0, 50057), SignIns.User(40, 50057), SignIns.User(90, 50057));
        Assert.Empty(await world.FindingsAsync());

        await world.DeliverAsync(SignIns.User(-60, 0));

        Assert.Equal("NHI107", Assert.Single(await world.FindingsAsync()).FindingType);
    }

    [Fact]
    public async Task An_expired_secret_is_named_with_its_end()
    {
        const string key = "33333333-0000-4000-8000-000000000001";
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.App(0, 7000222, key));
        await KnowAsync(world, new IdentityFacts { Id = SignIns.Principal, AppId = "55555555-0000-4000-8000-000000000001", Credentials = [new CredentialFacts(key, "secret") { DisplayName = "ci'\nnight", EndsAt = SignIns.Start.AddHours(-1) }] }, source: FactsSources.Directory);

        Assert.Contains("(key id 33333333-0000-4000-8000-000000000001, 'ci’night', ended 2026-03-02 07:00 UTC)", Assert.Single(await world.FindingsAsync()).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_about_nobody_is_refused()
    {
        using var world = new DetectionWorld();

        Assert.IsType<Outcome.Rejected>(await HandlerOf(world).HandleAsync(new IdentityRegistered(SignIns.Tenant, FactsSources.Registry, "1", new IdentityFacts()), Ct));
    }

    internal static async Task KnowAsync(DetectionWorld world, IdentityFacts facts, string revision = "1", bool removed = false, string source = FactsSources.Registry) =>
        Assert.Equal(Outcome.Done, await HandlerOf(world).HandleAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, source, revision, facts) { Removed = removed }, Ct));

    private static KnowIdentityHandler HandlerOf(DetectionWorld world) => new(
        new FactsRepository(world.Ports.Faults, world.Outbox), world.Identities, world.Outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), world.Time, NullLogger<KnowIdentityHandler>.Instance);
}
