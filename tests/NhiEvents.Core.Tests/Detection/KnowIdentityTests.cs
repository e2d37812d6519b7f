using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Tests.Doubles;

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
    public Task A_crash_at_any_call_and_a_second_delivery_give_one_outcome() => OneOutcomeAsync(Fault.Crash);

    [Fact]
    public Task A_write_that_comes_back_as_stale_because_its_answer_was_lost_gives_one_outcome() => OneOutcomeAsync(Fault.LostAnswer);

    [Fact]
    public async Task A_word_about_nobody_is_refused()
    {
        using var world = new DetectionWorld();

        Assert.IsType<Outcome.Rejected>(await HandlerOf(world).HandleAsync(new IdentityRegistered(SignIns.Tenant, FactsSources.Registry, "1", new IdentityFacts()), Ct));
    }

    internal static async Task KnowAsync(DetectionWorld world, IdentityFacts facts, string revision = "1", bool removed = false, string source = FactsSources.Registry) =>
        Assert.Equal(Outcome.Done, await HandlerOf(world).HandleAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, source, revision, facts) { Removed = removed }, Ct));

    private static async Task OneOutcomeAsync(Fault fault)
    {
        var (expected, announced, points) = await RunAsync(fault, null);

        Assert.InRange(points, 2, 1000);
        for (var at = 1; at <= points; at++)
        {
            var (documents, owners, _) = await RunAsync(fault, at);

            Assert.True(expected == documents, $"{fault} at point {at}: other documents");
            Assert.True(announced.SequenceEqual(owners), $"{fault} at point {at}: announced {string.Join(',', owners)}");
        }
    }

    /// <summary>A word between two sign-ins; what fails is delivered again, and the sweep runs.</summary>
    private static async Task<(string Documents, IReadOnlyList<string> Owners, int Points)> RunAsync(Fault fault, int? at)
    {
        using var world = new DetectionWorld();
        world.Ports.Faults.Fail(fault, at);
        await TwiceAsync(() => DeliverOrThrowAsync(world, SignIns.User(0, 50076)));
        await TwiceAsync(() => KnowAsync(world, Payroll with { Id = null, UserPrincipalName = "svc-backup@contoso.example" }));
        await TwiceAsync(() => DeliverOrThrowAsync(world, SignIns.App(0, 7000222)));
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        await world.DeliverAsync(SignIns.User(0, 50076), SignIns.App(0, 7000222));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.Outbox.SweepAsync(Ct);
        return (await world.DocumentsAsync(), [.. (await world.AnnouncedAsync()).Select(changed => $"{changed.Finding.FindingType} {changed.Finding.Owner}").Order(StringComparer.Ordinal)], points);
    }

    private static async Task DeliverOrThrowAsync(DetectionWorld world, SignIn signIn)
    {
        if ((await world.TryDeliverAsync(signIn)) is [var failed, ..])
        {
            throw new IOException("to be delivered again", failed.Failure);
        }
    }

    private static async Task TwiceAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException)
        {
            await work();
        }
    }

    private static KnowIdentityHandler HandlerOf(DetectionWorld world) => new(
        new FactsRepository(world.Ports.Faults, world.Outbox), world.Identities, world.Outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), world.Time, NullLogger<KnowIdentityHandler>.Instance);
}
