using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Playbooks;

namespace NhiEvents.Core.Tests.Response;

/// <summary>What can wait is told at the end of the quiet hours. Tickets that open in them are in <see cref="ReactTests"/>.</summary>
public sealed class QuietHoursTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(23, Severity.Medium, 31)]
    [InlineData(23, Severity.High, 23)]
    [InlineData(12, Severity.Medium, 12)]
    public async Task In_quiet_hours_a_notice_that_can_wait_waits_for_their_end(int hour, Severity severity, int heardAtHour)
    {
        using var world = World();
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        world.Time.AdvanceTo(midnight.AddHours(hour));

        await world.FoundAsync(world.Finding("NHI303", severity: severity));

        world.Time.AdvanceTo(midnight.AddHours(heardAtHour).AddMinutes(-1));
        Assert.Equal(heardAtHour == hour ? 1 : 0, await NoticesAsync(world));
        world.Time.AdvanceTo(midnight.AddHours(heardAtHour));
        Assert.Equal(1, await NoticesAsync(world));
    }

    [Fact]
    public async Task A_mute_that_ends_in_quiet_hours_is_heard_at_their_end()
    {
        using var world = World();
        await world.FoundAsync(world.Finding("NHI303", severity: Severity.Medium));
        Assert.Equal(1, await NoticesAsync(world));
        var until = new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero);
        await world.Mutes.HandleAsync(new MuteFinding(ResponseWorld.Tenant, ResponseWorld.Account, MessageIds.From(ResponseWorld.Account, "NHI303"), ResponseWorld.Person, "It is planned work.", until, world.Time.GetUtcNow()), Ct);

        await world.SettleAsync(TimeSpan.FromHours(15));
        world.Time.AdvanceTo(until.AddHours(2));
        Assert.Equal((1, 1), (await NoticesAsync(world), (await world.TicketsAsync()).Count));
        world.Time.AdvanceTo(until.AddHours(8));

        Assert.Equal((2, 2), (await NoticesAsync(world), (await world.TicketsAsync()).Count));
    }

    private static ResponseWorld World()
    {
        using var yaml = new MemoryStream(
            """
            - id: told
              title: Tell the owner.
              do:
                - { action: open-ticket, mode: enforce }
                - { action: notify-owner, mode: enforce }
              tests:
                - given: { finding: NHI303 }
                  expect: [open-ticket, notify-owner]
            """u8.ToArray());
        return new ResponseWorld(new ResponseOptions { QuietFromHour = 22, QuietToHour = 7 }, book: PlaybookBook.Load(yaml, "quiet.yaml"));
    }

    private static async Task<int> NoticesAsync(ResponseWorld world) =>
        (await world.Ports.ReceivedAsync(Queues.Deliveries, NhiJson.Default.DeliverRecord)).Count(record => record.Record is HouseRecordKind.Notice);
}
