using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Formats;

namespace NhiEvents.Core.Tests.Streams;

/// <summary>What goes out to the house: each outlet what it takes, at least once, and an outage delays nobody else.</summary>
public sealed class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_goes_out_until_somebody_says_so()
    {
        using var world = new StreamWorld();

        await world.Streams.HandleAsync(world.Changed(), world.Time.GetUtcNow(), Ct);
        await world.SettleAsync();

        Assert.Equal(0, world.Outlets.Attempts);
        Assert.Null(world.Ports.Broker.NextDue(Contracts.Messages.Queues.Deliveries));
    }

    [Fact]
    public async Task Each_outlet_gets_what_it_takes_and_the_same_change_has_the_same_id()
    {
        using var world = new StreamWorld(
            ("siem", StreamWorld.Siem(HouseRecordKind.Finding, HouseRecordKind.Decision)),
            ("soc", new OutletOptions { Way = OutletWay.Webhook, Address = "https://soc.example.com", Records = [HouseRecordKind.Finding], AtLeast = Severity.Critical }));

        for (var i = 0; i < 2; i++)
        {
            await world.Streams.HandleAsync(world.Changed(), world.Time.GetUtcNow(), Ct);
            await world.SettleAsync(TimeSpan.FromMinutes(11)); // past the window of duplicate detection: it goes out twice, with one id
        }

        await world.Streams.HandleAsync(new TicketChanged(StreamWorld.Tenant, "case", "INC1", 1, Contracts.Tickets.TicketState.Open, world.Time.GetUtcNow()), Ct);
        await world.SettleAsync();

        Assert.Equal(["siem", "siem", "siem"], world.Outlets.Sent.Select(one => one.Outlet));
        Assert.Equal(2, world.Outlets.Sent.Select(one => one.Piece.Id).Distinct().Count());
    }

    [Fact]
    public async Task An_outage_of_an_hour_loses_nothing_and_delays_no_other_outlet()
    {
        using var world = new StreamWorld(("down", StreamWorld.Siem(HouseRecordKind.Finding)), ("up", StreamWorld.Siem(HouseRecordKind.Finding)));
        world.Outlets.Break("down");

        for (var i = 0; i < 50; i++)
        {
            await world.Streams.HandleAsync(world.Changed($"f{i}"), world.Time.GetUtcNow(), Ct);
        }

        await world.SettleAsync();
        Assert.Equal(50, world.Outlets.Sent.Count(one => one.Outlet == "up"));
        await world.SettleAsync(TimeSpan.FromHours(1));
        Assert.InRange(world.Outlets.Attempts, 100, 120); // one try a minute, not fifty
        world.Outlets.Mend("down");
        await world.SettleAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(50, world.Outlets.Sent.Where(one => one.Outlet == "down").Select(one => one.Piece.Id).Distinct().Count());
        Assert.Empty(world.Rejected);
    }

    [Fact]
    public async Task What_an_outlet_refuses_for_good_is_put_aside_for_a_person_and_the_rest_goes_on()
    {
        using var world = new StreamWorld(("strict", StreamWorld.Siem(HouseRecordKind.Finding)));
        world.Outlets.Break("strict", refuses: true);
        await world.Streams.HandleAsync(world.Changed("f1"), world.Time.GetUtcNow(), Ct);
        await world.SettleAsync();
        world.Outlets.Mend("strict");
        await world.Streams.HandleAsync(world.Changed("f2"), world.Time.GetUtcNow(), Ct);
        await world.SettleAsync();

        Assert.Equal("f1", Assert.Single(world.Rejected).Finding!.Id);
        Assert.Single(world.Outlets.Sent);
    }

    [Fact]
    public async Task A_ledger_entry_goes_out_with_its_place_in_the_chain_when_the_ledger_is_streamed()
    {
        using var world = new StreamWorld(("siem", StreamWorld.Siem(HouseRecordKind.Ledger)));
        var outbox = new Outbox(world.Ports.Faults, world.Ports.Faults, world.Time, new LedgerNotices(isOn: true));
        for (var i = 0; i < 3; i++)
        {
            var changes = new StateChanges(StreamWorld.Tenant, "case", "one");
            changes.Record(new LedgerFact(LedgerFact.System("test"), "decided", LedgerPhase.Decision, "one", [new("n", $"{i}")]));
            await outbox.CommitAsync(changes, Ct);
        }

        var noted = await world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.Streams}", Contracts.NhiJson.Default.LedgerNoted);
        var entries = noted.SelectMany(one => one.Entries).ToList();

        Assert.Equal([1L, 2L, 3L], entries.Select(entry => entry.Sequence));
        Assert.Equal(entries.Skip(1).Select(entry => entry.Previous), entries.Take(2).Select(entry => entry.Hash));
    }

    [Theory]
    [InlineData(OutletWay.Webhook, StreamFormat.Json, "http://siem.example.com", HouseRecordKind.Finding)]
    [InlineData(OutletWay.Webhook, StreamFormat.Teams, "https://teams.example.com", HouseRecordKind.Finding)]
    [InlineData(OutletWay.Webhook, StreamFormat.Cef, "https://siem.example.com", HouseRecordKind.Digest)]
    [InlineData(OutletWay.Mail, StreamFormat.Text, "", HouseRecordKind.Digest)]
    [InlineData(OutletWay.SyslogTcp, StreamFormat.Cef, "", HouseRecordKind.Finding)]
    [InlineData(OutletWay.File, StreamFormat.Json, "", HouseRecordKind.Finding)]
    public void A_wrong_setting_is_named_at_the_start(OutletWay way, StreamFormat format, string address, HouseRecordKind record) =>
        Assert.NotEmpty(new OutletOptions { Way = way, Format = format, Address = address, Records = [record] }.Faults());
}
