using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Ticketing;

public sealed class TicketCrashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.LostAnswer)]
    internal async Task A_fault_at_any_call_gives_one_ticket_one_comment_and_its_end(Fault fault)
    {
        var points = await RunAsync(fault, null);

        Assert.InRange(points, 5, 1000);
        for (var at = 1; at <= points; at++)
        {
            await RunAsync(fault, at);
        }
    }

    private static async Task<int> RunAsync(Fault fault, int? at)
    {
        using var world = new TicketWorld();
        world.Ports.Faults.Fail(fault, at);
        OpenTicket first = world.Open(), second = world.Open(2, change: "more");
        var close = world.Close(3);
        await UntilDoneAsync(world, () => world.Keep.HandleAsync(first, Ct));
        await UntilDoneAsync(world, () => world.WriteAllAsync());
        await UntilDoneAsync(world, () => world.Keep.HandleAsync(second, Ct));
        await UntilDoneAsync(world, () => world.Keep.HandleAsync(close, Ct));
        await UntilDoneAsync(world, () => world.WriteAllAsync());

        var ticket = Assert.Single(world.System.ReadAll());
        Assert.False(ticket.Open, $"{fault} at {at}: still open");
        Assert.Equal(["more", "Three sign-ins since 09:00 succeeded."], world.System.ReadComments(ticket.Number).Select(comment => comment.Text));
        Assert.DoesNotContain(world.Ports.KeysOf("case"), key => key.StartsWith("~due", StringComparison.Ordinal) || key.StartsWith("~out", StringComparison.Ordinal));
        return world.Ports.Faults.Points;
    }

    /// <summary>After a crash the process starts again: locks run out, the sweep sends what was left, messages come again.</summary>
    private static async Task UntilDoneAsync(TicketWorld world, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException)
        {
            await work();
        }

        if (world.Ports.Faults.At <= world.Ports.Faults.Points)
        {
            world.Time.Advance(TimeSpan.FromMinutes(15));
            await world.Outbox.SweepAsync(Ct);
            await world.WriteAllAsync();
        }
    }
}
