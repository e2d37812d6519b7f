using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Tests.Ticketing;

/// <summary>What people say in a ticket system, and what becomes of it.</summary>
public sealed class WordTests
{
    private const string Exception = "e1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approval_by_the_tickets_number_reaches_the_exception_once()
    {
        using var world = await WorldAsync(mayDecide: true);

        for (var i = 0; i < 3; i++)
        {
            await world.Act.HandleAsync(world.Said(TicketWord.Approve, "LOCAL-1"), Ct);
        }

        var approve = Assert.Single(await world.Ports.ReceivedAsync(Queues.Exceptions, NhiJson.Default.ApproveExemption));
        Assert.Equal(new ApproveExemption(TicketWorld.Tenant, TicketWorld.Identity, Exception, TicketWorld.Person), approve);
    }

    [Fact]
    public async Task A_proposed_reaction_is_approved_from_its_ticket_once_and_in_the_name_of_the_person()
    {
        using var world = await WorldAsync(mayDecide: true);

        for (var i = 0; i < 3; i++)
        {
            await world.Act.HandleAsync(world.Said(TicketWord.ApproveReaction, "LOCAL-1") with { ReactionId = "r1" }, Ct);
        }

        var approve = Assert.Single(await world.Ports.ReceivedAsync(Queues.Reactions, NhiJson.Default.ApproveReaction));
        Assert.Equal((TicketWorld.Identity, "r1", TicketWorld.Person, null), (approve.IdentityId, approve.ReactionId, approve.PersonId, approve.KeyId));
    }

    [Fact]
    public async Task A_proposed_reaction_is_denied_from_its_ticket_and_what_is_done_is_not_taken_back_by_it()
    {
        using var world = await WorldAsync(mayDecide: true);

        for (var i = 0; i < 3; i++)
        {
            await world.Act.HandleAsync(world.Said(TicketWord.Deny, "LOCAL-1") with { ReactionId = "r1" }, Ct);
        }

        var deny = Assert.Single(await world.Ports.ReceivedAsync(Queues.Reactions, NhiJson.Default.UndoReaction));
        Assert.Equal((TicketWorld.Identity, "r1", TicketWorld.Person, true, TicketWorld.Case), (deny.IdentityId, deny.ReactionId, deny.PersonId, deny.OnlyBefore, deny.CaseKey));
        Assert.Empty(await world.Ports.ReceivedAsync(Queues.Exceptions));
    }

    [Theory]
    [InlineData(TicketWord.Approve)]
    [InlineData(TicketWord.Extend)]
    public async Task A_privileged_or_unguarded_exception_is_never_decided_by_webhook_and_the_ticket_says_so(TicketWord word)
    {
        using var world = await WorldAsync(mayDecide: false);

        await world.Act.HandleAsync(world.Said(word, "LOCAL-1") with { End = world.Time.GetUtcNow().AddDays(3) }, Ct);
        await world.WriteAllAsync();

        Assert.Empty(await world.Ports.ReceivedAsync(Queues.Exceptions));
        Assert.Contains("in the portal", world.System.ReadComments("LOCAL-1")[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TicketWord.Deny, DenyExemption.Kind)]
    [InlineData(TicketWord.Revoke, RevokeExemption.Kind)]
    public async Task The_safe_directions_are_open_whatever_the_exception_is(TicketWord word, string kind)
    {
        using var world = await WorldAsync(mayDecide: false);

        await world.Act.HandleAsync(world.Said(word, TicketWorld.Case), Ct);

        Assert.Equal(kind, Assert.Single(await world.Ports.ReceivedAsync(Queues.Exceptions)).Kind);
    }

    [Fact]
    public async Task An_extension_that_was_asked_for_is_what_the_next_approval_is_about()
    {
        using var world = await WorldAsync(mayDecide: true);
        await world.Tell.HandleAsync(Changed(world, 2, ExemptionState.Active, mayDecide: true), Ct);

        await world.Act.HandleAsync(world.Said(TicketWord.Extend, "LOCAL-1", "d1") with { End = world.Time.GetUtcNow().AddDays(3) }, Ct);
        await world.Act.HandleAsync(world.Said(TicketWord.Approve, "LOCAL-1", "d2") with { PersonId = TicketWorld.Identity }, Ct);

        var sent = await world.Ports.ReceivedAsync(Queues.Exceptions);
        var extend = System.Text.Json.JsonSerializer.Deserialize(sent[0].Body.Span, NhiJson.Default.ExtendExemption)!;
        var approve = System.Text.Json.JsonSerializer.Deserialize(sent[1].Body.Span, NhiJson.Default.ApproveExemption)!;
        Assert.Equal(extend.ExtensionId, approve.ExtensionId);
        Assert.Equal("because", extend.Reason);
    }

    [Fact]
    public async Task A_word_that_comes_too_late_changes_nothing_and_the_ticket_is_told()
    {
        using var world = await WorldAsync(mayDecide: true);
        await world.Tell.HandleAsync(Changed(world, 2, ExemptionState.Denied, mayDecide: true), Ct);

        await world.Act.HandleAsync(world.Said(TicketWord.Approve, "LOCAL-1"), Ct);
        await world.WriteAllAsync();

        Assert.Empty(await world.Ports.ReceivedAsync(Queues.Exceptions));
        Assert.Contains(world.System.ReadComments("LOCAL-1"), comment => comment.Text.Contains("decided or over already", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotation_is_asked_for_the_identity_of_the_ticket()
    {
        using var world = await WorldAsync(mayDecide: true);

        await world.Act.HandleAsync(world.Said(TicketWord.StartRotation, "LOCAL-1"), Ct);

        var start = Assert.Single(await world.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.StartRotation));
        Assert.Equal((TicketWorld.Identity, TicketWorld.Person, TicketWorld.Case), (start.IdentityId, start.RequesterId, start.Ticket));
    }

    [Fact]
    public async Task A_ticket_that_people_have_opened_gets_our_answers_too()
    {
        using var world = new TicketWorld();
        await world.System.CreateAsync(new Core.Ports.NewTicket("theirs", "Please", "", Core.Ports.TicketPriority.Low), Ct);

        await world.Act.HandleAsync(world.Said(TicketWord.Approve, "LOCAL-1"), Ct);
        await world.WriteAllAsync();

        Assert.Contains("no open exception names this ticket", Assert.Single(world.System.ReadComments("LOCAL-1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_who_closes_the_ticket_has_closed_it()
    {
        using var world = await WorldAsync(mayDecide: true);

        await world.Act.HandleAsync(world.Said(TicketWord.Close, "LOCAL-1"), Ct);

        Assert.Equal(TicketState.Closed, (await world.CaseAsync()).State);
    }

    /// <summary>A case with its ticket, and an exception that waits for an approval.</summary>
    private static async Task<TicketWorld> WorldAsync(bool mayDecide)
    {
        var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();
        await world.Tell.HandleAsync(Changed(world, 1, ExemptionState.Requested, mayDecide), Ct);
        await world.WriteAllAsync();
        Assert.Contains("waits for an approval", Assert.Single(world.System.ReadComments("LOCAL-1")).Text, StringComparison.Ordinal);
        return world;
    }

    private static ExemptionChanged Changed(TicketWorld world, long revision, ExemptionState state, bool mayDecide) =>
        new(TicketWorld.Tenant, TicketWorld.Identity, Exception, revision, state, world.Time.GetUtcNow()) { Ticket = TicketWorld.Case, WebhookMayDecide = mayDecide };
}
