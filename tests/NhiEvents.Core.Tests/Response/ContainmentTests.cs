using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Tests.Response;

public sealed class ContainmentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_enforced_containment_is_done_told_and_undone_exactly()
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());

        await world.FoundAsync(world.Finding("NHI211", severity: Severity.Critical));
        await world.SettleAsync();
        Assert.False(world.IsEnabled(ResponseWorld.Account));
        var done = await FindAsync(world, ReactionKind.DisableIdentity);
        await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Account, done.Id, world.Time.GetUtcNow()), Ct);
        await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Account, done.Id, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();

        Assert.True(world.IsEnabled(ResponseWorld.Account));
        Assert.Equal(ReactionState.Undone, (await FindAsync(world, ReactionKind.DisableIdentity)).State);
        Assert.Equal([": done.", ": is being taken back.", ": taken back."], (await world.SaidAsync()).Select(text => text[text.IndexOf(": ", StringComparison.Ordinal)..(text.IndexOf('.') + 1)]));
    }

    [Fact]
    public async Task What_was_disabled_before_us_stays_so_when_our_reaction_is_taken_back()
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());
        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.App));
        await world.SettleAsync();
        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.App) with { Id = "another" });
        await world.SettleAsync();

        var second = (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction is { FindingId: "another", Kind: ReactionKind.DisableIdentity });
        Assert.Equal((ReactionState.Done, "It was so already."), (second.State, second.Text));
        await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, ResponseWorld.App, second.Id, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();

        Assert.False(world.IsEnabled(ResponseWorld.App));
    }

    [Theory]
    [InlineData(ResponseWorld.Protected, "protected by configuration")]
    [InlineData(ResponseWorld.Admin, "Global Administrator")]
    [InlineData("99999999-0000-4000-8000-000000000001", "not in the directory")]
    public async Task Protected_and_privileged_identities_are_refused_at_the_last_step_and_the_rest_goes_on(string identity, string why)
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());

        await world.FoundAsync(world.Finding("NHI211", identity));
        await world.SettleAsync();

        var refused = await FindAsync(world, ReactionKind.DisableIdentity);
        Assert.Equal(ReactionState.Refused, refused.State);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        Assert.Single(await world.TicketsAsync());
        Assert.Contains(await world.SaidAsync(), text => text.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_protects_an_identity_after_the_decision_still_stops_the_write()
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());
        await world.FoundAsync(world.Finding("NHI211"));
        await world.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", "1", new IdentityFacts { Id = ResponseWorld.Account, Protected = true }), Ct);

        await world.SettleAsync();

        Assert.True(world.IsEnabled(ResponseWorld.Account));
    }

    [Fact]
    public async Task While_writes_are_stopped_nothing_is_written_and_it_is_done_afterwards()
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());
        await world.Brakes.HandleAsync(new StopWrites(ResponseWorld.Tenant, ResponseWorld.Person, "look", world.Time.GetUtcNow()), Ct);
        await world.FoundAsync(world.Finding("NHI211"));
        await world.SettleAsync(TimeSpan.FromMinutes(30));
        Assert.True(world.IsEnabled(ResponseWorld.Account));
        Assert.Single(await world.SaidAsync());

        await world.Brakes.HandleAsync(new ResumeWrites(ResponseWorld.Tenant, ResponseWorld.Person, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();

        Assert.False(world.IsEnabled(ResponseWorld.Account));
    }

    [Fact]
    public async Task More_than_the_hours_limit_wait_for_the_next_hour()
    {
        using var world = new ResponseWorld(new ResponseOptions { ContainedPerHour = 1 }, book: ResponseWorld.Enforcing());
        await world.FoundAsync(world.Finding("NHI211"));
        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.Person));
        await world.SettleAsync(TimeSpan.FromMinutes(50));
        Assert.Single(new[] { ResponseWorld.Account, ResponseWorld.Person }, id => !world.IsEnabled(id));

        await world.SettleAsync(TimeSpan.FromMinutes(30));

        Assert.DoesNotContain(new[] { ResponseWorld.Account, ResponseWorld.Person }, world.IsEnabled);
    }

    [Fact]
    public async Task What_the_hours_limit_holds_is_done_at_once_when_a_person_decides()
    {
        using var world = new ResponseWorld(new ResponseOptions { ContainedPerHour = 1 }, book: ResponseWorld.Enforcing());
        await world.FoundAsync(world.Finding("NHI211"));
        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.Synced));
        await world.SettleAsync(TimeSpan.FromMinutes(1));
        var held = (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction is { Kind: ReactionKind.DisableIdentity, State: ReactionState.Waiting });

        await world.Decide.HandleAsync(new ApproveReaction(ResponseWorld.Tenant, held.Identity.Id, held.Id, ResponseWorld.Person, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        Assert.DoesNotContain(new[] { ResponseWorld.Account, ResponseWorld.Synced }, world.IsEnabled);
    }

    [Fact]
    public async Task Persons_have_a_limit_of_their_own_which_holds_too()
    {
        using var world = new ResponseWorld(new ResponseOptions { ContainedPerHour = 1, ApprovedPerHour = 1 });
        foreach (var identity in new[] { ResponseWorld.Account, ResponseWorld.Synced })
        {
            await world.FoundAsync(world.Finding("NHI211", identity));
            var proposed = (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction.Kind is ReactionKind.DisableIdentity && reaction.Identity.Id == identity);
            await world.Decide.HandleAsync(new ApproveReaction(ResponseWorld.Tenant, identity, proposed.Id, ResponseWorld.Person, world.Time.GetUtcNow()), Ct);
        }

        await world.SettleAsync(TimeSpan.FromMinutes(50));
        Assert.Single(new[] { ResponseWorld.Account, ResponseWorld.Synced }, id => !world.IsEnabled(id));
        await world.SettleAsync(TimeSpan.FromMinutes(30));

        Assert.DoesNotContain(new[] { ResponseWorld.Account, ResponseWorld.Synced }, world.IsEnabled);
    }

    [Fact]
    public async Task A_synchronised_account_is_disabled_here_and_its_ticket_says_what_to_do_in_Active_Directory()
    {
        using var world = new ResponseWorld(book: ResponseWorld.Enforcing());

        await world.FoundAsync(world.Finding("NHI211", ResponseWorld.Synced));
        await world.SettleAsync();

        Assert.False(world.IsEnabled(ResponseWorld.Synced));
        Assert.Contains(await world.SaidAsync(), text => text.Contains("Disable-ADAccount", StringComparison.Ordinal));
        var done = await FindAsync(world, ReactionKind.DisableIdentity);
        await world.Undo.HandleAsync(new UndoReaction(ResponseWorld.Tenant, ResponseWorld.Synced, done.Id, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();
        Assert.True(world.IsEnabled(ResponseWorld.Synced));
    }

    [Fact]
    public async Task A_proposal_is_done_when_a_person_approves_it_and_never_by_its_own_account_or_a_machine()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI211"));
        var proposed = await FindAsync(world, ReactionKind.DisableIdentity);
        foreach (var nobody in new[] { ResponseWorld.Account, ResponseWorld.App, "99999999-0000-4000-8000-000000000001" })
        {
            Assert.Equal(Outcome.Reject("no-person"), await world.Decide.HandleAsync(new ApproveReaction(ResponseWorld.Tenant, ResponseWorld.Account, proposed.Id, nobody, world.Time.GetUtcNow()), Ct));
        }

        await world.SettleAsync();
        Assert.True(world.IsEnabled(ResponseWorld.Account));
        await world.Decide.HandleAsync(new ApproveReaction(ResponseWorld.Tenant, ResponseWorld.Account, proposed.Id, ResponseWorld.Person, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();

        Assert.False(world.IsEnabled(ResponseWorld.Account));
    }

    private static async Task<Reaction> FindAsync(ResponseWorld world, ReactionKind kind) => (await world.Reactions.ReadAllAsync(Ct)).Single(reaction => reaction.Kind == kind);
}
