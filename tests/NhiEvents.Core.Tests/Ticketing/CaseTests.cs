using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
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

    [Fact]
    public async Task A_long_list_stands_by_name_at_the_end_of_the_text_and_says_where_the_rest_is()
    {
        using var world = new TicketWorld();
        var names = Enumerable.Range(0, 40).Select(i => new IdentityRef($"id-{i}", IdentityKind.ServiceAccount, $"svc-{40 - i:00}")).ToList();
        var facts = TicketWorld.Facts with { Identities = names, IdentityCount = 300, InComments = 10, WithoutOffer = ["id-29"] };

        await world.Keep.HandleAsync(world.Open() with { Facts = facts }, Ct);
        await world.WriteAllAsync();

        var text = Assert.Single(world.System.ReadAll()).Text;
        Assert.Contains("Which accounts (300)\n  They are listed at the end of this text.\n", text, StringComparison.Ordinal);
        Assert.Contains("Which accounts (300)\n  - svc-11 (id-29) - no exception\n  - svc-12 (id-28)\n", text, StringComparison.Ordinal);
        Assert.Contains("  - svc-40 (id-0)\n  - and 270 more, named in comments on this ticket\n\nReference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("svc-10", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_follows_another_one_names_also_those_whom_comments_there_named()
    {
        using var world = new TicketWorld();
        var facts = TicketWorld.Facts with { Identities = [new IdentityRef("a", IdentityKind.ServiceAccount, "svc-a"), new IdentityRef("b", IdentityKind.ServiceAccount, "svc-b")], IdentityCount = 3, InComments = 1 };
        await world.Keep.HandleAsync(world.Open() with { Facts = facts }, Ct);
        await world.WriteAllAsync();
        await world.Keep.HandleAsync(world.Close(2), Ct);
        await world.WriteAllAsync();
        world.Time.Advance(TimeSpan.FromDays(8));

        await world.Keep.HandleAsync(world.Open(3) with { Facts = facts }, Ct);
        await world.WriteAllAsync();

        var texts = world.System.ReadAll().Select(ticket => ticket.Text).ToList(); // the newest first
        Assert.Contains("  - svc-a (a)\n  - svc-b (b)\n  - and 1 more, named in comments on LOCAL-1 or here\n", texts[0], StringComparison.Ordinal);
        Assert.Contains("  - svc-a (a)\n  - and 2 more, named in comments on this ticket\n", texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_essential_comment_outlasts_an_outage_in_which_others_are_summed_up()
    {
        using var world = new TicketWorld();
        world.System.Outage = TicketFault.Unavailable;
        await world.Keep.HandleAsync(world.Open(), Ct);
        for (var i = 0; i < 105; i++)
        {
            await world.Keep.HandleAsync(Comment(world, $"other-{i}", "said"), Ct);
            await world.Keep.HandleAsync(Comment(world, $"names-{i / 5}", $"Accounts {i / 5}", essential: true), Ct);
        }

        world.System.Outage = null;
        await world.WriteAllAsync();

        var said = world.System.ReadComments(Assert.Single(world.System.ReadAll()).Number).Select(comment => comment.Text).ToList();
        Assert.Equal(Enumerable.Range(0, 21).Select(i => $"Accounts {i}"), said.Where(text => text.StartsWith("Accounts", StringComparison.Ordinal)));
        Assert.Contains(said, text => text.StartsWith("100 comments were left out", StringComparison.Ordinal));
        Assert.InRange(said.Count, 23, 40);
    }

    [Fact]
    public async Task What_a_case_has_no_room_for_comes_again_when_the_ticket_system_answers()
    {
        using var world = new TicketWorld();
        world.System.Outage = TicketFault.Unavailable;
        await world.Keep.HandleAsync(world.Open(), Ct);
        var lists = Enumerable.Range(0, 30).Select(i => Comment(world, $"names-{i}", new string('x', 24_000) + i, essential: true)).ToList();
        var later = new List<CommentTicket>();
        foreach (var list in lists)
        {
            if (await world.Keep.HandleAsync(list, Ct) is Outcome.Later)
            {
                later.Add(list);
            }
        }

        Assert.InRange(later.Count, 10, 20);
        Assert.InRange(world.Ports.Size("%|case").Largest, 300_000, IStateStore.MaxBodyBytes / 2);

        world.System.Outage = null;
        await world.WriteAllAsync();
        foreach (var list in later)
        {
            Assert.IsType<Outcome.Completed>(await world.Keep.HandleAsync(list, Ct));
            await world.WriteAllAsync();
        }

        Assert.Equal(lists.Select(list => list.Text), world.System.ReadComments("LOCAL-1").Select(comment => comment.Text));
    }

    [Fact]
    public async Task A_comment_that_overtakes_the_reopening_of_what_never_got_a_ticket_is_said_in_the_ticket()
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Close(2), Ct);

        await world.Keep.HandleAsync(Comment(world, "names", "Accounts 101 to 104", essential: true), Ct);
        await world.WriteAllAsync();
        Assert.Empty(world.System.ReadAll());
        await world.Keep.HandleAsync(world.Open(3), Ct);
        await world.WriteAllAsync();

        Assert.Equal("Accounts 101 to 104", Assert.Single(world.System.ReadComments(Assert.Single(world.System.ReadAll()).Number)).Text);
    }

    [Fact]
    public async Task A_ticket_that_is_gone_is_made_again_with_what_waited_for_it()
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();
        world.System.Outage = TicketFault.Unavailable;
        await world.Keep.HandleAsync(Comment(world, "names-1", "Accounts 101 to 300", essential: true), Ct);
        await world.Keep.HandleAsync(Comment(world, "names-2", "Accounts 301 to 400", essential: true), Ct);
        await world.WriteAllAsync(TimeSpan.FromMinutes(1));

        world.System.Outage = null;
        world.System.FailNext(TicketFault.NotFound);
        await world.WriteAllAsync();

        var tickets = world.System.ReadAll();
        Assert.Equal(["Accounts 101 to 300", "Accounts 301 to 400"], world.System.ReadComments(tickets[0].Number).Select(comment => comment.Text));
        Assert.Empty(world.System.ReadComments(tickets[1].Number));
    }

    [Fact]
    public async Task A_person_who_closes_a_ticket_still_reads_the_names_that_waited()
    {
        using var world = new TicketWorld();
        await world.Keep.HandleAsync(world.Open(), Ct);
        await world.WriteAllAsync();
        world.System.Outage = TicketFault.Unavailable;
        await world.Keep.HandleAsync(Comment(world, "names", "Accounts 101 to 104", essential: true), Ct);
        await world.Keep.HandleAsync(Comment(world, "other", "said"), Ct);
        await world.Act.HandleAsync(world.Said(TicketWord.Close, "LOCAL-1"), Ct);

        world.System.Outage = null;
        await world.WriteAllAsync();

        Assert.Equal(["Accounts 101 to 104"], world.System.ReadComments("LOCAL-1").Select(comment => comment.Text));
    }

    private static CommentTicket Comment(TicketWorld world, string id, string text, bool essential = false) =>
        new(TicketWorld.Tenant, TicketWorld.Case, id, text, world.Time.GetUtcNow()) { IsEssential = essential };
}
