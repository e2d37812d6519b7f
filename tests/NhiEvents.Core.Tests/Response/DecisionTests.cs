using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Words of people about reactions: what they change, and what is answered when they change nothing.</summary>
public sealed class DecisionTests
{
    private const string Other = "44444444-0000-4000-8000-000000000001";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Approve_and_deny_that_race_have_one_outcome_and_both_are_told(bool approveFirst, bool staysEnabled)
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI211"));
        var proposed = await FindAsync(world, ReactionKind.DisableIdentity);
        var approve = Approval(world, proposed);
        var deny = new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Account, proposed.Id, world.Time.GetUtcNow()) { PersonId = ResponseWorld.Admin, OnlyBefore = true };

        for (var times = 0; times < 2; times++)
        {
            if (approveFirst)
            {
                await world.Decide.HandleAsync(approve, Ct);
                await world.SettleAsync();
                await world.Undo.HandleAsync(deny, Ct);
            }
            else
            {
                await world.Undo.HandleAsync(deny, Ct);
                await world.Decide.HandleAsync(approve, Ct);
                await world.SettleAsync();
            }
        }

        Assert.Equal(staysEnabled, world.IsEnabled(ResponseWorld.Account));
        var said = (await world.SaidAsync()).Distinct().ToList();
        Assert.Single(said, text => text.Contains(approveFirst ? "The denial changes nothing: disable-identity is done" : "The approval comes too late and changes nothing: disable-identity is taken back", StringComparison.Ordinal));
        Assert.Contains(said, text => text.Contains(approveFirst ? "A person has approved it" : "A person has denied it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_about_a_reaction_that_is_not_there_is_answered_in_its_ticket()
    {
        using var world = World();
        var approve = new ApproveReaction(ResponseWorld.Tenant, ResponseWorld.Account, "no-such", ResponseWorld.Person, world.Time.GetUtcNow());

        Assert.Equal(Outcome.Reject("no-such-reaction"), await world.Decide.HandleAsync(approve, Ct));
        Assert.IsType<Outcome.Completed>(await world.Decide.HandleAsync(approve with { CaseKey = "case" }, Ct));
        Assert.IsType<Outcome.Completed>(await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Account, "no-such", approve.At) { CaseKey = "case", OnlyBefore = true }, Ct));

        Assert.All(await world.SaidAsync(), text => Assert.Contains("no reaction no-such", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_directory_does_not_answer_an_approval_comes_back_and_without_one_it_says_so()
    {
        using var world = World(faults: new TenantFaults { ServerErrors = 1 });
        await world.FoundAsync(world.Finding("NHI211"));

        Assert.IsType<Outcome.Later>(await world.Decide.HandleAsync(Approval(world, await FindAsync(world, ReactionKind.DisableIdentity)), Ct));
    }

    [Fact]
    public async Task Enabling_again_is_a_persons_decision_and_is_taken_back_exactly()
    {
        using var world = World();
        world.SimulatedTenant.Administration.SetUserEnabled(new Actor(ResponseWorld.Admin, "admin@example.com", IsUser: true), ResponseWorld.Account, enabled: false);
        await world.FoundAsync(world.Finding("NHI107"));
        await world.SettleAsync();
        Assert.False(world.IsEnabled(ResponseWorld.Account));

        await world.Decide.HandleAsync(Approval(world, await FindAsync(world, ReactionKind.EnableIdentity)), Ct);
        await world.SettleAsync();
        Assert.True(world.IsEnabled(ResponseWorld.Account));
        await UndoAsync(world, ReactionKind.EnableIdentity);

        Assert.False(world.IsEnabled(ResponseWorld.Account));
        Assert.Equal(ReactionState.Undone, (await FindAsync(world, ReactionKind.EnableIdentity)).State);
    }

    [Fact]
    public async Task Who_seems_to_be_used_by_somebody_else_is_neither_enabled_nor_offered_an_exception()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI107"));
        await world.FoundAsync(world.Finding("NHI211"));
        await world.Decide.HandleAsync(Approval(world, await FindAsync(world, ReactionKind.EnableIdentity)), Ct);
        await world.FoundAsync(world.Finding("NHI110"));
        await world.FoundAsync(world.Finding("NHI101", policy: "MFA for everyone"));
        await world.FoundAsync(world.Finding("NHI101", "b", "MFA for everyone"));
        await world.SettleAsync();

        Assert.Equal((ReactionState.Refused, true), ((await FindAsync(world, ReactionKind.EnableIdentity)) is var refused ? refused.State : default, refused.Text.Contains("Somebody else", StringComparison.Ordinal)));
        Assert.Equal("b", Assert.Single(await world.Reactions.ReadAllAsync(Ct), reaction => reaction.Kind is ReactionKind.OfferException).Identity.Id);
        var tickets = await world.TicketsAsync();
        Assert.Null(tickets.Single(ticket => ticket.Facts.FindingTypes.Contains("NHI110")).Facts.Offer);
        var incident = tickets.Single(ticket => ticket.Facts.FindingTypes.Contains("NHI101")).Facts;
        Assert.Contains("Not for those with 'no exception' behind their name", incident.Offer, StringComparison.Ordinal);
        Assert.Equal([ResponseWorld.Account], incident.WithoutOffer);
    }

    [Fact]
    public async Task A_proposed_exception_names_its_end_and_where_the_job_is_to_move()
    {
        using var world = World();

        await world.FoundAsync(world.Finding("NHI110"));

        Assert.Contains("until 2026-03-16 (14 days), in which this is done: Move it.", Assert.Single(await world.TicketsAsync()).Facts.Offer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_playbook_holds_every_open_rotation_and_undoing_it_resumes_what_is_held()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI305", ResponseWorld.App));
        Assert.DoesNotContain(await world.Reactions.ReadAllAsync(Ct), reaction => reaction.Kind is ReactionKind.HoldRotation);
        await RotatesAsync(world, 1, RotationState.Watching, "elsewhere");

        await world.FoundAsync(world.Finding("NHI305", ResponseWorld.App) with { Id = "second" });
        Assert.Equal("r1", Assert.Single(await world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.HoldRotation)).RotationId);
        await RotatesAsync(world, 2, RotationState.Held, "elsewhere");
        Assert.Equal(Outcome.Reject("no-person"), await UndoAsync(world, ReactionKind.HoldRotation));
        await UndoAsync(world, ReactionKind.HoldRotation, Other);

        var resume = (await world.Ports.ReceivedAsync(Queues.Rotations))[^1];
        Assert.Equal(ResumeRotation.Kind, resume.Kind);
        Assert.Equal(ReactionState.Undone, (await FindAsync(world, ReactionKind.HoldRotation)).State);
    }

    [Fact]
    public async Task A_rotation_that_a_reaction_has_started_is_given_up_with_it_and_no_other_is()
    {
        using var world = World();
        var finding = world.Finding("NHI104", ResponseWorld.App);
        await world.FoundAsync(finding);
        await RotatesAsync(world, 1, RotationState.Testing, finding.Id);
        await world.Remember.HandleAsync(new RotationChanged(ResponseWorld.Tenant, "application", "r2", "key", 1, RotationState.Watching, world.Time.GetUtcNow()) { ServicePrincipalId = ResponseWorld.App, Ticket = "of a person" }, Ct);

        await UndoAsync(world, ReactionKind.StartRotation, Other);
        await UndoAsync(world, ReactionKind.StartRotation, Other);

        var sent = await world.Ports.ReceivedAsync(Queues.Rotations);
        Assert.Equal([StartRotation.Kind, AbortRotation.Kind], sent.Select(message => message.Kind));
        Assert.Equal("r1", System.Text.Json.JsonSerializer.Deserialize(sent[1].Body.Span, NhiJson.Default.AbortRotation)!.RotationId);
    }

    [Fact]
    public async Task Who_was_called_is_told_that_it_is_taken_back()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI303", ResponseWorld.App));
        await world.SettleAsync();

        await UndoAsync(world, ReactionKind.CallWebhook);
        await UndoAsync(world, ReactionKind.CallWebhook);

        var calls = await world.Ports.ReceivedAsync(Queues.Deliveries, NhiJson.Default.DeliverRecord);
        Assert.Equal(["called", "taken-back"], calls.Select(call => call.Decision!.State));
        Assert.Equal(2, calls.Select(call => call.RecordId).Distinct().Count());
    }

    [Fact]
    public async Task After_so_many_failed_writes_no_more_are_tried_within_the_hour()
    {
        using var world = World(new ResponseOptions { FailuresPerHour = 3 });
        for (var i = 0; i < 3; i++)
        {
            await world.Brakes.FailedAsync(ResponseWorld.Tenant, Ct);
        }

        await world.FoundAsync(world.Finding("NHI211"));
        await world.Decide.HandleAsync(Approval(world, await FindAsync(world, ReactionKind.DisableIdentity)), Ct);
        await world.SettleAsync(TimeSpan.FromMinutes(50));
        Assert.True(world.IsEnabled(ResponseWorld.Account));
        Assert.Contains(await world.SaidAsync(), text => text.Contains("3 writes failed within the hour", StringComparison.Ordinal));

        await world.SettleAsync(TimeSpan.FromMinutes(30));
        Assert.False(world.IsEnabled(ResponseWorld.Account));
    }

    private static ApproveReaction Approval(ResponseWorld world, Reaction reaction) => new(ResponseWorld.Tenant, reaction.Identity.Id, reaction.Id, ResponseWorld.Person, world.Time.GetUtcNow());

    private static async Task<Outcome> UndoAsync(ResponseWorld world, ReactionKind kind, string? person = null)
    {
        var reaction = await FindAsync(world, kind);
        var outcome = await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, reaction.Identity.Id, reaction.Id, world.Time.GetUtcNow()) { PersonId = person }, Ct);
        await world.SettleAsync();
        return outcome;
    }

    private static Task<Outcome.Final> RotatesAsync(ResponseWorld world, long revision, RotationState state, string ticket) => world.Remember.HandleAsync(
        new RotationChanged(ResponseWorld.Tenant, "application", "r1", "key", revision, state, world.Time.GetUtcNow()) { ServicePrincipalId = ResponseWorld.App, Ticket = ticket }, Ct);

    private static async Task<Reaction> FindAsync(ResponseWorld world, ReactionKind kind) => (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction.Kind == kind);

    private static ResponseWorld World(ResponseOptions? options = null, TenantFaults? faults = null)
    {
        using var yaml = new MemoryStream("""
            - id: abuse
              title: Propose to contain.
              when: { findings: [NHI211] }
              do:
                - { action: open-ticket, mode: enforce }
                - { action: disable-identity, mode: propose }
              tests:
                - given: { finding: NHI211 }
                  expect: [open-ticket, disable-identity]
            - id: leaked
              title: Nothing goes on rotating.
              when: { findings: [NHI305] }
              do:
                - { action: hold-rotation, mode: enforce }
              tests:
                - given: { finding: NHI305 }
                  expect: [hold-rotation]
            - id: disabled
              title: Perhaps somebody went too far.
              when: { findings: [NHI107] }
              do:
                - { action: enable-identity, mode: propose }
              tests:
                - given: { finding: NHI107 }
                  expect: [enable-identity]
            - id: expired
              title: Rotate.
              when: { findings: [NHI104] }
              do:
                - { action: start-rotation, mode: enforce }
              tests:
                - given: { finding: NHI104 }
                  expect: [start-rotation]
            - id: called
              title: Call.
              when: { findings: [NHI303] }
              do:
                - { action: call-webhook, mode: enforce }
              tests:
                - given: { finding: NHI303 }
                  expect: [call-webhook]
            - id: broken
              title: Offer.
              do:
                - { action: open-ticket, mode: enforce }
                - { action: offer-exception, mode: propose }
              tests:
                - given: { finding: NHI101 }
                  expect: [open-ticket, offer-exception]
            """u8.ToArray());
        return new ResponseWorld(options, faults, PlaybookBook.Load(yaml, "decisions.yaml"));
    }
}
