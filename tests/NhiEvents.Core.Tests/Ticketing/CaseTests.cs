using System.Globalization;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Ticketing;

public sealed class CaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_cause_delivered_in_any_number_is_one_ticket_with_all_that_a_stranger_needs()
    {
        using var world = new TicketWorld();

        for (var i = 0; i < 3; i++)
        {
            await world.Keep.HandleAsync(world.Open(), Ct);
            await world.WriteAllAsync();
        }

        var ticket = Assert.Single(world.System.ReadAll());
        Assert.Equal(("nhi-" + TicketWorld.Case, TicketPriority.High, "Storage team"), (ticket.CorrelationKey, ticket.Priority, ticket.Owner));
        foreach (var part in new[] { "What happened", "2026-01-15 07:00 UTC", "Nightly backups", "A policy demands it", "svc-backup", "az identity create", "exception of 14 days", "NHI101" })
        {
            Assert.Contains(part, ticket.Text, StringComparison.Ordinal);
        }

        Assert.Equal(ticket.Number, (await world.CaseAsync()).Ticket!.Number);
    }

    [Fact]
    public async Task Change_is_a_comment_and_the_end_closes_the_ticket_with_its_evidence()
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();

        await world.Keep.HandleAsync(world.Open(2, change: "Now 40 failures."), Ct);
        await world.Keep.HandleAsync(world.Open(2, change: "Now 40 failures."), Ct);
        await world.Keep.HandleAsync(world.Close(3), Ct);
        await world.WriteAllAsync();

        var ticket = Assert.Single(world.System.ReadAll());
        Assert.False(ticket.Open);
        Assert.Equal(["Now 40 failures.", "Three sign-ins since 09:00 succeeded."], world.System.ReadComments(ticket.Number).Select(comment => comment.Text));
    }

    [Fact]
    public async Task An_end_that_overtakes_its_beginning_leaves_no_ticket()
    {
        using var world = new TicketWorld();

        await world.Keep.HandleAsync(world.Close(2), Ct);
        await world.Keep.HandleAsync(world.Open(1), Ct);
        await world.WriteAllAsync();

        Assert.Empty(world.System.ReadAll());
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    public async Task A_cause_that_comes_back_opens_its_ticket_again_within_a_week_and_gets_a_new_one_later(int days, int tickets)
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();
        await world.Keep.HandleAsync(world.Close(2), Ct);
        await world.WriteAllAsync();

        world.Time.Advance(TimeSpan.FromDays(days));
        await world.Keep.HandleAsync(world.Open(3), Ct);
        await world.WriteAllAsync();

        var all = world.System.ReadAll();
        Assert.Equal(tickets, all.Count);
        Assert.True(all[0].Open);
        Assert.Equal(tickets == 2, all[0].Text.Contains("had the ticket LOCAL-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_hour_without_the_ticket_system_loses_nothing_and_every_ticket_is_written_once()
    {
        using var world = new TicketWorld();
        world.System.Outage = TicketFault.Unavailable;
        for (var i = 0; i < 40; i++)
        {
            await world.Keep.HandleAsync(world.Open(caseKey: "case-" + i.ToString(CultureInfo.InvariantCulture)), Ct);
            await world.WriteAllAsync(TimeSpan.FromSeconds(90));
        }

        Assert.InRange(world.Time.GetUtcNow() - new DateTimeOffset(2026, 1, 15, 8, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));
        world.Time.AdvanceTo(new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero));
        world.System.Outage = null;
        await world.WriteAllAsync();

        Assert.Equal(40, world.System.ReadAll().Select(ticket => ticket.CorrelationKey).Distinct().Count());
        Assert.Equal(40, world.System.ReadAll().Count);
        Assert.Equal(0, world.Ports.Broker.Count(Queues.TicketsDue).DeadLettered);
        Assert.All(world.System.ReadAll(), ticket => Assert.InRange(ticket.At - new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero), TimeSpan.Zero, TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task A_creation_whose_answer_got_lost_is_found_and_not_made_again()
    {
        using var world = new TicketWorld();
        world.System.LoseNextAnswer = true;

        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();

        Assert.Equal(Assert.Single(world.System.ReadAll()).Number, (await world.CaseAsync()).Ticket!.Number);
    }

    [Fact]
    public async Task A_refusal_is_tried_again_when_somebody_has_mended_it()
    {
        using var world = new TicketWorld();
        world.System.Outage = TicketFault.Refused;
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync(TimeSpan.FromMinutes(25));
        Assert.Equal("told to fail", (await world.CaseAsync()).Trouble!.Text);

        world.System.Outage = null;
        await world.WriteAllAsync();

        Assert.Single(world.System.ReadAll());
        Assert.Null((await world.CaseAsync()).Trouble);
    }

    [Theory]
    [InlineData("Evil\r\nCc: all\u202Egnp.exe")]
    [InlineData("\u001b[31mred")]
    public async Task Hostile_names_do_not_get_out_of_their_line(string name)
    {
        using var world = new TicketWorld();

        await world.Keep.HandleAsync(world.Open() with { Facts = TicketWorld.Facts with { Title = name, What = name } }, Ct);
        await world.WriteAllAsync();

        var ticket = Assert.Single(world.System.ReadAll());
        Assert.DoesNotContain(ticket.Title + ticket.Text.Replace("\n", "", StringComparison.Ordinal), c => char.IsControl(c) || c == '\u202E');
        Assert.DoesNotContain("\nCc:", ticket.Text, StringComparison.Ordinal);
    }
}
