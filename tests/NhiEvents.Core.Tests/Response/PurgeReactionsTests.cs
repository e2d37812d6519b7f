using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Response;

/// <summary>What is over of findings and reactions is forgotten; what is open stays, however old it is.</summary>
public sealed class PurgeReactionsTests : IDisposable
{
    private static readonly TimeSpan Kept = new RetentionOptions().KeepEnded;

    private readonly ResponseWorld _world = new(book: ResponseWorld.Enforcing());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_withdrawn_finding_and_its_reactions_are_forgotten_and_an_open_one_is_not()
    {
        var over = _world.Finding("NHI211", ResponseWorld.Protected);
        await _world.FoundAsync(_world.Finding("NHI211", ResponseWorld.Account));
        await _world.FoundAsync(over);
        await _world.SettleAsync();
        await _world.FoundAsync(over with { State = FindingState.Withdrawn }, 2);
        Assert.Contains(await _world.Reactions.ReadAllAsync(Ct), reaction => reaction.FindingId == over.Id);
        _world.Time.Advance(Kept + RetentionOptions.ShowWithdrawn - TimeSpan.FromDays(2));
        await PurgeForADayAsync();
        Assert.Equal(2, Copies()); // its reactions ended before it
        _world.Time.Advance(TimeSpan.FromDays(1));
        await PurgeForADayAsync();

        Assert.Equal(1, Copies());
        Assert.Equal(0, await PurgeForADayAsync());

        Assert.DoesNotContain(over.Id, string.Join('\n', _world.Ports.Rows().Where(row => !row.Key.StartsWith('~'))), StringComparison.Ordinal);
        var stay = await _world.Reactions.ReadAllAsync(Ct);
        Assert.NotEmpty(stay);
        Assert.All(stay, reaction => Assert.Equal(ResponseWorld.Account, reaction.Identity.Id));
        Assert.Contains(stay, reaction => reaction is { Kind: ReactionKind.DisableIdentity, State: ReactionState.Done, Changed: true });
        Assert.Contains(_world.Ports.KeysOf("reaction"), key => key.StartsWith("~ledger|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_changed_the_tenant_stays_until_it_is_undone_even_when_the_finding_is_over()
    {
        var finding = _world.Finding("NHI211", ResponseWorld.Account);
        await _world.FoundAsync(finding);
        await _world.SettleAsync();
        await _world.FoundAsync(finding with { State = FindingState.Withdrawn }, 2);
        _world.Time.Advance(Kept * 2);

        await PurgeForADayAsync();

        Assert.Contains(await _world.Reactions.ReadAllAsync(Ct), reaction => reaction is { Kind: ReactionKind.DisableIdentity, Changed: true });
        Assert.Equal(1, Copies());
    }

    [Fact]
    public async Task A_finding_that_was_forgotten_begins_anew_when_it_comes_again()
    {
        var finding = _world.Finding("NHI211", ResponseWorld.Protected);
        await _world.FoundAsync(finding);
        await _world.FoundAsync(finding with { State = FindingState.Withdrawn }, 2);
        _world.Time.Advance(Kept * 2);
        Assert.Equal(0, await PurgeForADayAsync()); // a reaction still waits for its turn
        await _world.SettleAsync();
        await PurgeForADayAsync();
        Assert.Equal(0, Copies());
        var tickets = (await _world.TicketsAsync()).Count;

        await _world.FoundAsync(finding with { LastSeen = _world.Time.GetUtcNow() }, Revisions.Next(null, _world.Time.GetUtcNow()));

        Assert.Equal(tickets + 1, (await _world.TicketsAsync()).Count);
    }

    [Fact]
    public async Task An_exception_that_ended_long_ago_and_an_incident_of_which_nothing_is_open_are_forgotten()
    {
        await _world.Remember.HandleAsync(new ExemptionChanged(ResponseWorld.Tenant, ResponseWorld.Account, "ex-1", 3, ExemptionState.Ended, _world.Time.GetUtcNow()), Ct);
        using var incidents = new ResponseWorld();
        var (one, two) = (incidents.Finding("NHI101", ResponseWorld.Account, "MFA for everyone"), incidents.Finding("NHI101", ResponseWorld.Synced, "MFA for everyone"));
        await incidents.FoundAsync(one);
        await incidents.FoundAsync(two);
        await incidents.SettleAsync();
        await incidents.FoundAsync(one with { State = FindingState.Withdrawn }, 2);
        await incidents.SettleAsync();
        _world.Time.Advance(Kept * 2);
        incidents.Time.Advance(Kept * 2);
        await PurgeForADayAsync();
        await PurgeForADayAsync(incidents);
        Assert.DoesNotContain("ex-1", string.Join('\n', _world.Ports.Rows().Where(row => !row.Key.StartsWith('~'))), StringComparison.Ordinal);
        Assert.Contains(incidents.Ports.KeysOf("cause"), key => key.EndsWith("|cause", StringComparison.Ordinal)); // the other one is still open

        await incidents.FoundAsync(two with { State = FindingState.Withdrawn }, 2);
        await incidents.SettleAsync(TimeSpan.FromDays(1));
        await PurgeForADayAsync(incidents);

        Assert.DoesNotContain(incidents.Ports.KeysOf("cause"), key => !key.StartsWith('~'));
    }

    [Fact]
    public async Task Of_an_incident_that_came_again_only_the_new_one_is_remembered()
    {
        using var desk = new IncidentDesk();
        await desk.JoinAsync(250, "A");
        await desk.FinishAsync();
        for (var i = 0; i < 250; i++)
        {
            await desk.JoinAsync($"A-{i:00000}", "A", 2, open: false);
        }

        await desk.FinishAsync();
        desk.Incidents.Time.Advance(TimeSpan.FromDays(4));
        await desk.JoinAsync("b", "B");
        await desk.FinishAsync();
        Assert.Equal(250, desk.Incidents.Ports.Size("%|member|1|%").Rows);

        await PurgeForADayAsync(desk.Incidents);

        Assert.Equal((0, 0), (desk.Incidents.Ports.Size("%|member|1|%").Rows, desk.Incidents.Ports.Size("%|owner|1|%").Rows));
        Assert.Equal((1, 1), (desk.Incidents.Ports.Size("%|member|2|%").Rows, desk.Incidents.Ports.Size("%|owner|2|%").Rows));
        Assert.Equal([false, true], desk.Tickets.System.ReadAll().OrderBy(ticket => ticket.Owner, StringComparer.Ordinal).Select(ticket => ticket.Open));
    }

    public void Dispose() => _world.Dispose();

    private Task<int> PurgeForADayAsync(ResponseWorld? world = null) => (world ?? _world).Time.PurgeForADayAsync(HandlerOf(world ?? _world).HandleAsync);

    private static PurgeReactionsHandler HandlerOf(ResponseWorld world) =>
        new(world.Reactions, new CauseRepository(world.Ports.Faults), new HourlyShare(world.Ports.Faults, world.Outbox, world.Time), Options.Create(new RetentionOptions()), world.Time);

    /// <summary>How many findings are remembered.</summary>
    private int Copies() => _world.Ports.KeysOf("reaction").Count(key => key.Contains("|last|", StringComparison.Ordinal));
}
