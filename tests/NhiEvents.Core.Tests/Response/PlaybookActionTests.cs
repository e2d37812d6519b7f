using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Containing;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Actions besides tickets and containment: telling owners, exceptions under standing approvals, one credential, calls.</summary>
public sealed class PlaybookActionTests
{
    private const string Policy = "55555555-0000-4000-8000-000000000001";
    private const string Approver = "66666666-0000-4000-8000-000000000001";
    private const string Key = "77777777-0000-4000-8000-000000000001";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_standing_approval_makes_a_request_like_any_other_and_says_the_approvers_word_once_it_stands()
    {
        using var world = World();

        await world.FoundAsync(world.Finding("NHI101"));
        await world.SettleAsync();
        var request = Assert.Single(await world.Ports.ReceivedAsync(Queues.Exceptions, NhiJson.Default.RequestExemption));
        Assert.Equal((ResponseWorld.Account, ResponseWorld.Person, "198.51.100.0/24"), (request.IdentityId, request.RequesterId, Assert.Single(request.Networks)));
        Assert.Equal(TimeSpan.FromHours(24), request.End - request.Start);
        var asked = Asked(request, ExemptionIds.Of(request));
        await world.Remember.HandleAsync(asked, Ct);
        await world.Remember.HandleAsync(asked, Ct);

        var approve = Assert.Single(await ApprovalsAsync(world));
        Assert.Equal((ExemptionIds.Of(request), Approver), (approve.ExemptionId, approve.ApproverId));
    }

    [Fact]
    public async Task What_is_privileged_or_unguarded_and_what_a_person_asked_for_gets_no_word_of_a_standing_approval()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI101"));
        await world.SettleAsync();
        var request = Assert.Single(await world.Ports.ReceivedAsync(Queues.Exceptions, NhiJson.Default.RequestExemption));

        await world.Remember.HandleAsync(Asked(request, ExemptionIds.Of(request)) with { WebhookMayDecide = false }, Ct);
        await world.Remember.HandleAsync(Asked(request, "asked-by-a-person"), Ct);

        Assert.Empty(await ApprovalsAsync(world));
        Assert.Contains(await world.SaidAsync(), text => text.Contains("An approver decides in the portal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ResponseWorld.Person, "No standing approval")]
    [InlineData(ResponseWorld.Protected, "protected by configuration")]
    public async Task Without_a_standing_approval_and_for_protected_identities_nothing_is_asked(string identity, string why)
    {
        using var world = World();

        await world.FoundAsync(world.Finding("NHI101", identity));
        await world.SettleAsync();

        Assert.Empty(await world.Ports.ReceivedAsync(Queues.Exceptions));
        Assert.Contains(await world.SaidAsync(), text => text.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_abused_identity_never_gets_one()
    {
        using var world = World();

        await world.FoundAsync(world.Finding("NHI211"));
        await world.SettleAsync();

        Assert.DoesNotContain(await world.Reactions.ReadAllAsync(Ct), reaction => reaction.Kind is ReactionKind.GrantException);
        Assert.Empty(await world.Ports.ReceivedAsync(Queues.Exceptions));
    }

    [Fact]
    public async Task Only_a_person_takes_a_granted_exception_back_and_that_revokes_it()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI101"));
        await world.SettleAsync();
        var granted = await FindAsync(world, ReactionKind.GrantException);
        var undo = new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Account, granted.Id, world.Time.GetUtcNow());

        Assert.Equal(Outcome.Reject("no-person"), await world.Undo.HandleAsync(undo, Ct));
        await world.Undo.HandleAsync(undo with { PersonId = ResponseWorld.Person }, Ct);
        await world.Undo.HandleAsync(undo with { PersonId = ResponseWorld.Person }, Ct);

        var revoke = Assert.Single(await world.Ports.ReceivedAsync(Queues.Exceptions), message => message.Kind == RevokeExemption.Kind);
        Assert.Equal(StandingApprovals.ExemptionOf(granted), JsonSerializer.Deserialize(revoke.Body.Span, NhiJson.Default.RevokeExemption)!.ExemptionId);
    }

    [Fact]
    public async Task One_credential_goes_when_a_person_names_it_and_never_the_last_that_works()
    {
        using var world = World();
        world.SimulatedTenant.Administration.Seed([Application(Credential(Key), Credential("77777777-0000-4000-8000-000000000002"))]);
        await world.FoundAsync(world.Finding("NHI302", ResponseWorld.App));
        var removal = await FindAsync(world, ReactionKind.RemoveCredential);
        var approve = new ApproveReaction(ResponseWorld.Tenant, ResponseWorld.App, removal.Id, ResponseWorld.Person, world.Time.GetUtcNow());

        await world.Decide.HandleAsync(approve, Ct);
        await world.SettleAsync();
        Assert.Equal(2, KeysOf(world).Count);
        Assert.Contains(await world.SaidAsync(), text => text.Contains("Name the credential", StringComparison.Ordinal));
        await world.Decide.HandleAsync(approve with { KeyId = Key }, Ct);
        await world.SettleAsync();

        Assert.Equal(["77777777-0000-4000-8000-000000000002"], KeysOf(world));
        Assert.Equal(ReactionState.Done, (await FindAsync(world, ReactionKind.RemoveCredential)).State);
    }

    [Fact]
    public async Task The_last_credential_that_works_stays_and_the_ticket_says_why()
    {
        using var world = World();
        world.SimulatedTenant.Administration.Seed([Application(Credential(Key), Credential("77777777-0000-4000-8000-000000000002") with { EndsAt = world.Time.GetUtcNow().AddDays(-1) })]);
        await world.FoundAsync(world.Finding("NHI302", ResponseWorld.App));
        var removal = await FindAsync(world, ReactionKind.RemoveCredential);

        await world.Decide.HandleAsync(new ApproveReaction(ResponseWorld.Tenant, ResponseWorld.App, removal.Id, ResponseWorld.Person, world.Time.GetUtcNow()) { KeyId = Key }, Ct);
        await world.SettleAsync();

        Assert.Equal(2, KeysOf(world).Count);
        Assert.Equal(ReactionState.Refused, (await FindAsync(world, ReactionKind.RemoveCredential)).State);
        Assert.Contains(await world.SaidAsync(), text => text.Contains("Rotate first", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Owners_are_told_and_the_house_is_called_once_also_when_the_finding_comes_twice()
    {
        using var world = World();

        for (var i = 0; i < 2; i++)
        {
            await world.FoundAsync(world.Finding("NHI303", ResponseWorld.App));
            await world.SettleAsync();
        }

        var records = await world.Ports.ReceivedAsync(Queues.Deliveries, NhiJson.Default.DeliverRecord);
        Assert.Equal([HouseRecordKind.Notice, HouseRecordKind.Call], records.Select(record => record.Record));
        Assert.Equal("user 44", records[0].Notice!.Owner);
        Assert.Contains("NHI303", records[1].Decision!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_incident_of_many_accounts_tells_each_owner_once()
    {
        using var world = World();

        foreach (var account in Enumerable.Range(0, 20))
        {
            await world.FoundAsync(world.Finding("NHI108", $"88888888-0000-4000-8000-{account:D12}", policy: "Block legacy", owner: account % 2 == 0 ? "Storage team" : "Network team"));
        }

        await world.SettleAsync();

        var notices = await world.Ports.ReceivedAsync(Queues.Deliveries, NhiJson.Default.DeliverRecord);
        Assert.Equal(["Network team", "Storage team"], notices.Where(record => record.Record is HouseRecordKind.Notice).Select(record => record.Notice!.Owner).Order());
    }

    [Fact]
    public async Task Calls_and_grants_use_up_no_place_of_a_containment()
    {
        using var world = World(new ResponseOptions { ContainedPerHour = 1, CalledPerHour = 1 });

        await world.FoundAsync(world.Finding("NHI303", ResponseWorld.App));
        await world.FoundAsync(world.Finding("NHI303", ResponseWorld.Account));
        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.Account));
        await world.SettleAsync(TimeSpan.FromMinutes(30));

        Assert.False(world.IsEnabled(ResponseWorld.Account));
        Assert.Single(await world.Reactions.ReadAllAsync(Ct), reaction => reaction is { Kind: ReactionKind.CallWebhook, State: ReactionState.Done });
    }

    [Theory]
    [InlineData("remove-credential")]
    [InlineData("revoke-sessions")]
    public void What_has_no_inverse_is_proposed_at_most(string action)
    {
        using var yaml = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"""
            - id: a
              title: A.
              do:
                - action: {action}
                  mode: enforce
              tests:
                - given: NHI101
                  expect: [{action}]
            """));

        var faults = Assert.Throws<InvalidDataException>(() => PlaybookBook.Load(yaml, "a.yaml"));

        Assert.Contains($"{action} has no inverse", faults.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standing_approval_of_one_person_alone_or_without_an_end_does_not_start()
    {
        var standing = new StandingApproval { Name = "night", Reason = "Backups must not stop.", OwnerId = Approver, RequesterId = ResponseWorld.Person, ApproverId = Approver, IdentityIds = [ResponseWorld.Account], PolicyIds = [Policy], Networks = ["everywhere"], Lasts = TimeSpan.FromDays(30) };

        Assert.Equal(4, standing.Faults().Count());
    }

    private static ResponseWorld World(ResponseOptions? options = null)
    {
        using var yaml = new MemoryStream("""
            - id: abuse
              title: Contain.
              when: { findings: [NHI211, NHI302] }
              do:
                - { action: open-ticket, mode: enforce }
                - { action: disable-identity, mode: enforce }
                - { action: remove-credential, mode: propose }
                - { action: grant-exception, mode: enforce }
              tests:
                - given: { finding: NHI211 }
                  expect: [open-ticket, disable-identity, remove-credential, grant-exception]
            - id: broken
              title: Let it in for a day where that was agreed.
              when: { findings: [NHI101] }
              do:
                - { action: open-ticket, mode: enforce }
                - { action: grant-exception, mode: enforce }
              tests:
                - given: { finding: NHI101 }
                  expect: [open-ticket, grant-exception]
            - id: told
              title: Tell the owner, and call.
              do:
                - { action: open-ticket, mode: enforce }
                - { action: notify-owner, mode: enforce }
                - { action: call-webhook, mode: enforce }
              tests:
                - given: { finding: NHI303 }
                  expect: [open-ticket, notify-owner, call-webhook]
            """u8.ToArray());
        var standing = new StandingApproval
        {
            Name = "night", Reason = "Backups must not stop.", OwnerId = ResponseWorld.Person, RequesterId = ResponseWorld.Person, ApproverId = Approver,
            IdentityIds = [ResponseWorld.Account, ResponseWorld.Protected], PolicyIds = [Policy], Networks = ["198.51.100.0/24"], Until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        options ??= new ResponseOptions();
        return new ResponseWorld(
            new ResponseOptions { ProtectedIds = [ResponseWorld.Protected], StandingApprovals = [standing], ContainedPerHour = options.ContainedPerHour, CalledPerHour = options.CalledPerHour },
            book: PlaybookBook.Load(yaml, "actions.yaml"));
    }

    private static ExemptionChanged Asked(RequestExemption request, string id) =>
        new(request.TenantId, request.IdentityId, id, 1, ExemptionState.Requested, request.Start) { Ticket = request.Ticket, WebhookMayDecide = true };

    private static async Task<IReadOnlyList<ApproveExemption>> ApprovalsAsync(ResponseWorld world) =>
        [.. (await world.Ports.ReceivedAsync(Queues.Exceptions)).Where(message => message.Kind == ApproveExemption.Kind).Select(message => JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ApproveExemption)!)];

    private static async Task<Reaction> FindAsync(ResponseWorld world, ReactionKind kind) => (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction.Kind == kind);

    private static TenantApplication Application(params AppCredential[] credentials) =>
        new() { Id = "99999999-0000-4000-8000-000000000009", AppId = ResponseWorld.App, DisplayName = "app", CreatedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), Credentials = [.. credentials] };

    private static AppCredential Credential(string key) =>
        new(key, AppCredentialKind.Password, "one", "proof of " + key, "abc", new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static IReadOnlyList<string> KeysOf(ResponseWorld world) => [.. world.SimulatedTenant.Administration.All<TenantApplication>().Single().Credentials.Select(one => one.KeyId)];
}
