using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response;

namespace NhiEvents.Core.Tests.Response;

/// <summary>However many accounts one change breaks, each is named to who answers for it.</summary>
public sealed class IncidentNamesTests
{
    /// <summary>What Jira takes in a text.</summary>
    private const int MostOfJira = 32_767;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task In_any_order_of_what_breaks_and_what_is_told_every_open_account_is_named_and_none_twice_without_need(int seed)
    {
        using var desk = new IncidentDesk();
        var random = new Random(seed);
        var accounts = new List<Account>();
        for (var step = 0; step < 60; step++)
        {
            switch (random.Next(10))
            {
                case <= 3:
                    for (var left = random.Next(1, 60); left > 0; left--)
                    {
                        accounts.Add(new Account(string.Create(CultureInfo.InvariantCulture, $"svc-{accounts.Count}"), random.Next(5) == 0 ? "B" : "A"));
                        await accounts[^1].SayAsync(desk, open: true);
                    }

                    break;
                case 4 when accounts.Count > 0:
                    foreach (var account in random.GetItems(accounts.ToArray(), Math.Min(accounts.Count, 12)))
                    {
                        await account.SayAsync(desk, open: !account.Open);
                    }

                    break;
                case 5 when accounts.Count > 0:
                    await random.GetItems(accounts.ToArray(), 1)[0].MoveAsync(desk);
                    break;
                case 6:
                    await desk.Incidents.SettleAsync(TimeSpan.FromMinutes(20));
                    break;
                case 7:
                    await desk.DeliverAsync(random);
                    break;
                case 8:
                    desk.Tickets.System.Outage = random.Next(2) == 0 ? TicketFault.Unavailable : null;
                    await desk.Tickets.WriteAllAsync(TimeSpan.FromMinutes(5));
                    break;
                default:
                    await desk.Incidents.SettleAsync(TimeSpan.FromMinutes(20));
                    await desk.DeliverAsync(random);
                    await desk.Tickets.WriteAllAsync(TimeSpan.FromMinutes(5));
                    break;
            }
        }

        desk.Tickets.System.Outage = null;
        await desk.FinishAsync();

        Assert.True(accounts.Count(account => account is { Open: true, Owner: "A" }) > 350, "more than one comment takes");
        foreach (var owner in new[] { "A", "B" })
        {
            var named = desk.NamedTo(owner);
            Assert.All(accounts, account => Assert.InRange(named.GetValueOrDefault(account.Id), account.Open && account.Owner == owner ? 1 : 0, account.Spells(owner)));
        }
    }

    [Fact]
    public async Task Thousands_of_one_owner_are_one_list_in_few_comments_that_every_ticket_system_takes()
    {
        const int many = 2_700;
        using var desk = new IncidentDesk();
        await desk.JoinAsync(many, "A");

        await desk.FinishAsync();

        var ticket = Assert.Single(desk.Tickets.System.ReadAll());
        var texts = desk.TextsOf("A");
        Assert.Equal(1 + 13, texts.Count); // 100 in the text, then 200 in each comment
        Assert.All(texts, text => Assert.InRange(text.Length, 1, MostOfJira));
        Assert.Contains("\n  - and 2600 more, named in comments on this ticket\n", ticket.Text, StringComparison.Ordinal);
        Assert.StartsWith("Accounts 101 to 300 of 2700:\n  - A-00100 (A-00100)\n  - A-00101 (A-00101)\n", texts[1], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, many).Select(i => $"A-{i:00000}"), texts.SelectMany(text => text.Split('\n')).Where(line => line.StartsWith("  - A-", StringComparison.Ordinal)).Select(line => line[4..11]));
        Assert.InRange(desk.Incidents.Ports.Size("%|cause").Largest, 1, 5_000);
        Assert.InRange(desk.Tickets.Ports.Size("%|case").Largest, 1, 100_000);
        Assert.Equal("The ticket names each of them.", Assert.Single(await desk.Incidents.Ports.ReceivedAsync(Queues.Deliveries, NhiJson.Default.DeliverRecord)).Notice!.Groups[0].Lines[^1]);
    }

    [Fact]
    public async Task Names_as_long_as_a_directory_allows_still_fit_into_every_text_and_message()
    {
        using var desk = new IncidentDesk();
        var (name, host) = (new string('Ж', 256), new string('d', 45) + ".example");
        for (var i = 0; i < 150; i++)
        {
            await desk.JoinAsync($"id-{i}", "A", name: name, noOffer: i % 2 == 0, principalName: string.Create(CultureInfo.InvariantCulture, $"{i:0000}{new string('u', 56)}@{host}"));
        }

        await desk.FinishAsync();

        Assert.All(await desk.Incidents.Ports.ReceivedAsync(Queues.Tickets), message => Assert.InRange(message.Body.Length, 1, IMessageBus.MaxMessageBytes * 3 / 4));
        Assert.All(desk.TextsOf("A"), text => Assert.InRange(AsDocument(text), 1, MostOfJira));
        Assert.All(Enumerable.Range(0, 150), i => Assert.Single(desk.TextsOf("A"), text => text.Contains(string.Create(CultureInfo.InvariantCulture, $"({i:0000}uuu"), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task More_owners_than_one_transaction_takes_are_told_each_once()
    {
        using var desk = new IncidentDesk();
        for (var i = 0; i < 120; i++)
        {
            await desk.JoinAsync($"svc-{i}", $"Team {i}");
        }

        await desk.FinishAsync();

        Assert.Equal(120, (await desk.Incidents.Ports.ReceivedAsync(Queues.Tickets)).Count);
        Assert.All(Enumerable.Range(0, 120), i => Assert.Equal(1, desk.NamedTo($"Team {i}")[$"svc-{i}"]));
        Assert.Equal(120, (await desk.Incidents.Ports.ReceivedAsync(Queues.Deliveries)).Count);
    }

    [Fact]
    public async Task More_comments_than_one_transaction_takes_go_on_where_it_ended()
    {
        using var desk = new IncidentDesk();
        var name = new string('Ж', 100);
        for (var i = 0; i < 1_400; i++)
        {
            await desk.JoinAsync($"svc-{i}", "A", name: name);
        }

        await desk.FinishAsync();

        Assert.True((await desk.Incidents.TicketsAsync()).Count > 1, "it took more than one transaction");
        desk.AssertEachOnce(1_400, i => $"svc-{i}");
        Assert.StartsWith("Accounts ", desk.TextsOf("A")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_back_after_its_owner_heard_that_it_was_over_is_named_again_and_else_not()
    {
        using var desk = new IncidentDesk();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await desk.JoinAsync(id, "A");
        }

        await desk.FinishAsync();
        await desk.JoinAsync("a", "A", 2, open: false);
        await desk.JoinAsync("a", "A", 3);
        await desk.FinishAsync();
        Assert.Equal(1, desk.NamedTo("A")["a"]);

        await desk.JoinAsync("b", "A", 2, open: false);
        await desk.FinishAsync();
        await desk.JoinAsync("b", "A", 3);
        await desk.FinishAsync();

        Assert.Equal(
            ["Now 2 of 3 accounts are affected; it was 3 of 3.", "Now 3 of 3 accounts are affected; it was 2 of 3. New is account 4:\n  - b (b)"],
            desk.CommentsOf(Assert.Single(desk.Tickets.System.ReadAll())));
    }

    [Fact]
    public async Task Who_gets_no_exception_is_marked_wherever_it_is_named_and_the_first_whom_one_helps_brings_the_proposal()
    {
        using var desk = new IncidentDesk();
        await desk.JoinAsync("a", "A", noOffer: true);
        await desk.FinishAsync();
        Assert.DoesNotContain("exception", desk.TextsOf("A")[0], StringComparison.Ordinal);

        await desk.JoinAsync("b", "A");
        await desk.JoinAsync("c", "A", noOffer: true);
        await desk.FinishAsync();

        Assert.Matches("New are accounts 2 to 3:\n  - b \\(b\\)\n  - c \\(c\\) - no exception\nProposed: a time-boxed exception until 2026-", desk.TextsOf("A")[1]);
        Assert.Equal(["a", "c"], (await desk.Incidents.TicketsAsync())[^1].Facts.WithoutOffer);
    }

    [Fact]
    public async Task In_quiet_hours_the_list_waits_with_its_ticket()
    {
        using var desk = new IncidentDesk(new ResponseOptions { QuietFromHour = 22, QuietToHour = 7 });
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        desk.Incidents.Time.AdvanceTo(midnight.AddHours(23));
        for (var i = 0; i < 130; i++)
        {
            await desk.JoinAsync($"svc-{i}", "A", severity: Severity.Medium);
        }

        await desk.Incidents.SettleAsync();
        Assert.Empty(await desk.Incidents.Ports.ReceivedAsync(Queues.Tickets));
        desk.Incidents.Time.AdvanceTo(midnight.AddHours(31));
        await desk.FinishAsync();

        desk.AssertEachOnce(130, i => $"svc-{i}");
        Assert.Equal(2, desk.TextsOf("A").Count);
    }

    [Fact]
    public async Task An_owner_hears_nothing_when_only_others_are_concerned()
    {
        using var desk = new IncidentDesk();
        await desk.JoinAsync("a", "A");
        await desk.JoinAsync("b", "B");
        await desk.FinishAsync();

        await desk.JoinAsync("c", "B");
        await desk.FinishAsync();

        Assert.Equal(1, (await desk.Incidents.TicketsAsync()).Count(ticket => ticket.Facts.Owner == "A"));
    }

    /// <summary>Characters of a text as the document that Jira is sent.</summary>
    private static int AsDocument(string text) => text.Split('\n').Sum(line => "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]},".Length + line.Length);

    /// <summary>An account as its findings come.</summary>
    private sealed class Account(string id, string owner)
    {
        private readonly Dictionary<string, int> _spells = [];
        private long _revision;

        public string Id => id;

        public string Owner { get; private set; } = owner;

        public bool Open { get; private set; }

        /// <summary>How often it broke while this owner answered for it.</summary>
        public int Spells(string owner) => _spells.GetValueOrDefault(owner);

        public async Task SayAsync(IncidentDesk desk, bool open)
        {
            if (open && !Open)
            {
                _spells[Owner] = Spells(Owner) + 1;
            }

            Open = open;
            await desk.JoinAsync(id, Owner, ++_revision, open);
        }

        public async Task MoveAsync(IncidentDesk desk)
        {
            Owner = Owner == "A" ? "B" : "A";
            if (Open)
            {
                _spells[Owner] = Spells(Owner) + 1;
            }

            await desk.JoinAsync(id, Owner, ++_revision, Open);
        }
    }
}
