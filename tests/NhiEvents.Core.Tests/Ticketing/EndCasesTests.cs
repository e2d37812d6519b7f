using Microsoft.Extensions.Options;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Core.Ticketing.Cases;

namespace NhiEvents.Core.Tests.Ticketing;

public sealed class EndCasesTests
{
    private static readonly TimeSpan Kept = new RetentionOptions().KeepEnded;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_case_loses_what_it_says_and_the_next_time_gets_a_ticket_of_its_own()
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();
        world.Time.Advance(Kept * 2);
        Assert.Equal(0, await PurgeForADayAsync(world)); // it is open

        await world.Keep.HandleAsync(world.Close(2), Ct);
        await world.WriteAllAsync();
        var first = (await world.CaseAsync()).Ticket!.Number;
        world.Time.Advance(Kept - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync(world));
        Assert.Equal((1, 0), (await PurgeForADayAsync(world), await PurgeForADayAsync(world)));

        Assert.DoesNotContain(world.Ports.Rows(), row => !row.Key.StartsWith('~') && row.Body.Contains(TicketWorld.Identity, StringComparison.Ordinal));
        Assert.Equal(first, (await world.CaseAsync()).Ticket!.Number);
        await world.Keep.HandleAsync(world.Open(3), Ct);
        await world.WriteAllAsync();
        Assert.Equal([first, (await world.CaseAsync()).Ticket!.Number], world.System.ReadAll().OrderBy(ticket => ticket.Number, StringComparer.Ordinal).Select(ticket => ticket.Number));
        Assert.Equal([false, true], world.System.ReadAll().OrderBy(ticket => ticket.Number, StringComparer.Ordinal).Select(ticket => ticket.Open));
    }

    private static Task<int> PurgeForADayAsync(TicketWorld world) =>
        world.Time.PurgeForADayAsync(new EndCasesHandler(new HourlyShare(world.Ports.Faults, world.Outbox, world.Time), Options.Create(new RetentionOptions()), world.Time).HandleAsync);
}
