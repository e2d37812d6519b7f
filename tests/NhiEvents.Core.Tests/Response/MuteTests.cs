using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Muting;

namespace NhiEvents.Core.Tests.Response;

/// <summary>Mutes and suppression windows: nobody hears of a finding for a while, and then somebody does.</summary>
public sealed class MuteTests
{
    private const string Changes = $"{Topics.Changes}/{Subscriptions.PortalMutes}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_muted_finding_raises_nothing_and_comes_back_at_its_end()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109"), 1);
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2));

        await world.FoundAsync(world.Finding("NHI109", count: 5000), 2);
        Assert.Single(await world.TicketsAsync());

        await world.SettleAsync(TimeSpan.FromDays(3));

        Assert.Equal([null, "The mute has ended."], (await world.TicketsAsync()).Select(ticket => ticket.Change));
        Assert.Equal([MuteState.Muted, MuteState.Heard], (await MutesAsync(world)).Select(mute => mute.State));
        await world.FoundAsync(world.Finding("NHI109", count: 50_000), 3);
        Assert.Equal(3, (await world.TicketsAsync()).Count);
    }

    [Fact]
    public async Task It_comes_back_at_once_when_it_worsens_and_the_old_end_does_nothing_more()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109", severity: Severity.Medium), 1);
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2));

        await world.FoundAsync(world.Finding("NHI109", severity: Severity.High), 2);
        await world.SettleAsync(TimeSpan.FromDays(3));

        Assert.Equal([null, "It has worsened: high."], (await world.TicketsAsync()).Select(ticket => ticket.Change));
        Assert.Equal(2, (await MutesAsync(world)).Count);
    }

    [Fact]
    public async Task What_is_over_when_the_mute_ends_says_nothing()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109"), 1);
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2));
        await world.FoundAsync(world.Finding("NHI109", state: FindingState.Withdrawn), 2);

        await world.SettleAsync(TimeSpan.FromDays(3));

        Assert.Single(await world.TicketsAsync());
        Assert.Equal(MuteState.Heard, (await MutesAsync(world))[^1].State);
    }

    [Fact]
    public async Task A_person_lets_it_be_heard_again_and_the_same_word_twice_is_one()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109"), 1);
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2));
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2));
        var unmute = new UnmuteFinding(ResponseWorld.Tenant, ResponseWorld.Account, MessageIds.From(ResponseWorld.Account, "NHI109"), ResponseWorld.Person, world.Time.GetUtcNow());

        Assert.IsType<Outcome.Completed>(await world.Mutes.HandleAsync(unmute, Ct));
        Assert.IsType<Outcome.Completed>(await world.Mutes.HandleAsync(unmute, Ct));

        Assert.Equal([MuteState.Muted, MuteState.Heard], (await MutesAsync(world)).Select(mute => mute.State));
        Assert.Equal(2, (await world.TicketsAsync()).Count);
    }

    [Theory]
    [InlineData("NHI109", 31, "reason", "30 days at most")]
    [InlineData("NHI109", -1, "reason", "has passed")]
    [InlineData("NHI109", 1, "  ", "needs a reason")]
    [InlineData("NHI211", 1, "reason", "not muted")]
    public async Task A_mute_without_end_or_reason_beyond_the_cap_or_of_abuse_is_refused_with_the_reason(string number, int days, string reason, string says)
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding(number), 1);

        await MuteAsync(world, number, TimeSpan.FromDays(days), reason);

        var refused = Assert.Single(await MutesAsync(world));
        Assert.Equal((MuteState.Refused, null), (refused.State, refused.Until));
        Assert.Contains(says, refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mute_is_in_the_ledger_without_its_person_and_without_its_words()
    {
        using var world = new ResponseWorld();
        await world.FoundAsync(world.Finding("NHI109"), 1);
        await MuteAsync(world, "NHI109", TimeSpan.FromDays(2), "Anna moves it in May");

        var entries = world.Ports.Rows().Where(row => row.Body.Contains("finding-muted", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(entries);
        Assert.All(entries, entry =>
        {
            Assert.Contains("person:", entry.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(ResponseWorld.Person, entry.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("Anna", entry.Body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_opens_in_a_suppression_window_begins_at_its_end_if_it_is_still_so()
    {
        using var world = new ResponseWorld(Windowed("NHI108"));
        await world.FoundAsync(world.Finding("NHI108"), 1);
        await world.FoundAsync(world.Finding("NHI109"), 1);
        Assert.Single(await world.TicketsAsync());
        Assert.DoesNotContain(await world.Reactions.ReadAllAsync(Ct), reaction => reaction.FindingType == "NHI108");

        await world.SettleAsync(TimeSpan.FromDays(1));

        Assert.Contains(await world.Reactions.ReadAllAsync(Ct), reaction => reaction is { FindingType: "NHI108", Kind: ReactionKind.OpenTicket });
        Assert.Equal(2, (await world.TicketsAsync()).Count);
    }

    [Fact]
    public async Task Abuse_and_what_opens_after_the_window_are_never_suppressed()
    {
        using var world = new ResponseWorld(Windowed("NHI211", "NHI108"));
        await world.FoundAsync(world.Finding("NHI211"), 1);
        Assert.Single(await world.TicketsAsync());

        world.Time.AdvanceTo(world.Time.GetUtcNow().AddHours(3));
        await world.FoundAsync(world.Finding("NHI108", "another"), 1);

        Assert.Equal(2, (await world.TicketsAsync()).Count);
    }

    [Fact]
    public void A_window_without_reason_or_too_long_stops_the_start()
    {
        var start = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var options = new ResponseOptions { Suppressions = [new SuppressionWindow { Name = "Move", From = start, Until = start.AddDays(15) }, new SuppressionWindow { Name = "b", Reason = "c", From = start, Until = start }] };

        var result = new ResponseOptionsValidator().Validate(null, options);

        Assert.Equal(3, result.Failures!.Count());
    }

    private static ResponseOptions Windowed(params string[] findings) => new()
    {
        Suppressions = [new SuppressionWindow { Name = "Move", Reason = "The data centre moves.", From = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), Until = new DateTimeOffset(2026, 3, 2, 11, 0, 0, TimeSpan.Zero), Findings = findings }],
    };

    private static async Task MuteAsync(ResponseWorld world, string number, TimeSpan lasts, string reason = "reason")
    {
        var now = world.Time.GetUtcNow();
        var mute = new MuteFinding(ResponseWorld.Tenant, ResponseWorld.Account, MessageIds.From(ResponseWorld.Account, number), ResponseWorld.Person, reason, now + lasts, now);
        Assert.IsType<Outcome.Completed>(await world.Mutes.HandleAsync(mute, Ct));
    }

    private static async Task<IReadOnlyList<MuteChanged>> MutesAsync(ResponseWorld world) => await world.Ports.ReceivedAsync(Changes, NhiJson.Default.MuteChanged);
}
