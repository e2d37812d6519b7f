using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Ticketing;

/// <summary>A ticket system with a look from outside at what it holds.</summary>
/// <param name="Fail">Answers the next request so, once.</param>
/// <param name="LoseNextAnswer">Does what it is asked next, and answers with a server error.</param>
/// <param name="Tickets">Correlation key, whether it is open, and what was said in it.</param>
public sealed record TicketBench(ITicketSystem System, Action<TicketFault> Fail, Action LoseNextAnswer, Func<IReadOnlyList<SeenTicket>> Tickets, bool Searches) : IAsyncDisposable
{
    public required Func<ValueTask> Dispose { get; init; }

    public ValueTask DisposeAsync() => Dispose();
}

public sealed record SeenTicket(string CorrelationKey, string Title, bool Open, IReadOnlyList<string> Said);

/// <summary>What every ticket system must do.</summary>
public abstract class TicketSystemContract
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<TicketBench> CreateAsync();

    private static NewTicket New(string key = "nhi-1") => new(key, "Backup cannot sign in", "What happened\n  It <b>fails</b>.", TicketPriority.High) { Owner = "Storage team", ConfigurationItem = "backup" };

    [Fact]
    public async Task What_was_made_is_found_by_its_key_and_nothing_else_is()
    {
        await using var bench = await CreateAsync();
        Assert.Null(await bench.System.FindAsync("nhi-1", Ct));

        var made = await bench.System.CreateAsync(New(), Ct);
        await bench.System.CreateAsync(New("nhi-2"), Ct);

        Assert.Equal(bench.Searches ? made.Id : null, (await bench.System.FindAsync("nhi-1", Ct))?.Id);
        Assert.Null(await bench.System.FindAsync("nhi", Ct));
        Assert.Equal(["nhi-1", "nhi-2"], bench.Tickets().Select(ticket => ticket.CorrelationKey).Order(StringComparer.Ordinal));
        Assert.Equal("Backup cannot sign in", bench.Tickets()[0].Title);
    }

    [Fact]
    public async Task Of_two_tickets_with_one_key_the_oldest_is_found()
    {
        await using var bench = await CreateAsync();
        var first = await bench.System.CreateAsync(New(), Ct);
        await bench.System.CreateAsync(New(), Ct);

        Assert.Equal(bench.Searches ? first.Id : null, (await bench.System.FindAsync("nhi-1", Ct))?.Id);
        Assert.Equal(bench.Searches ? 2 : 1, bench.Tickets().Count);
    }

    [Fact]
    public async Task A_comment_is_said_once_for_its_id_however_many_there_are()
    {
        await using var bench = await CreateAsync();
        var ticket = await bench.System.CreateAsync(New(), Ct);
        for (var i = 0; i < 7; i++)
        {
            await bench.System.CommentAsync(ticket, $"c{i}", $"number {i}", Ct);
        }

        await bench.System.CommentAsync(ticket, "c0", "number 0", Ct);
        await bench.System.CommentAsync(ticket, "c6", "number 6", Ct);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"number {i}"), bench.Tickets()[0].Said);
    }

    [Fact]
    public async Task Closing_and_opening_again_are_absolute_and_say_why()
    {
        await using var bench = await CreateAsync();
        var ticket = await bench.System.CreateAsync(New(), Ct);

        await bench.System.MoveAsync(ticket, TicketMove.Close, "s1", "It works again.", Ct);
        await bench.System.MoveAsync(ticket, TicketMove.Close, "s1", "It works again.", Ct);
        Assert.False(bench.Tickets()[0].Open);
        await bench.System.MoveAsync(ticket, TicketMove.Reopen, "s2", "It is back.", Ct);
        await bench.System.MoveAsync(ticket, TicketMove.Reopen, "s2", "It is back.", Ct);

        Assert.True(bench.Tickets()[0].Open);
        await bench.System.MoveAsync(ticket, TicketMove.Close, "s3", "It works again.", Ct);
        Assert.False(bench.Tickets()[0].Open);
        Assert.Contains("It works again.", bench.Tickets()[0].Said);
        Assert.Contains("It is back.", bench.Tickets()[0].Said);
    }

    [Theory]
    [InlineData(TicketFault.Throttled)]
    [InlineData(TicketFault.Unavailable)]
    [InlineData(TicketFault.Refused)]
    public async Task Each_failure_is_told_apart_and_the_same_request_works_later(TicketFault fault)
    {
        await using var bench = await CreateAsync();
        bench.Fail(fault);

        var failure = await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.CreateAsync(New(), Ct));

        Assert.Equal(fault, failure.Fault);
        Assert.Empty(bench.Tickets());
        await bench.System.CreateAsync(New(), Ct);
        Assert.Single(bench.Tickets());
    }

    [Fact]
    public async Task A_creation_whose_answer_got_lost_is_found_or_is_the_same_when_it_is_made_again()
    {
        await using var bench = await CreateAsync();
        bench.LoseNextAnswer();
        Assert.Equal(TicketFault.Unavailable, (await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.CreateAsync(New(), Ct))).Fault);

        _ = await bench.System.FindAsync("nhi-1", Ct) ?? await bench.System.CreateAsync(New(), Ct);

        Assert.Single(bench.Tickets());
    }

    [Fact]
    public async Task A_comment_whose_answer_got_lost_is_not_said_twice()
    {
        await using var bench = await CreateAsync();
        var ticket = await bench.System.CreateAsync(New(), Ct);
        bench.LoseNextAnswer();
        await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.CommentAsync(ticket, "c1", "hello", Ct));

        await bench.System.CommentAsync(ticket, "c1", "hello", Ct);

        Assert.Equal(["hello"], bench.Tickets()[0].Said);
    }

    [Fact]
    public async Task What_is_gone_is_told_apart_from_what_cannot_be_reached()
    {
        await using var bench = await CreateAsync();
        if (bench.Searches)
        {
            var failure = await Assert.ThrowsAsync<TicketSystemException>(() => bench.System.CommentAsync(new TicketRef("LOCAL-77", "77"), "c1", "hello", Ct));

            Assert.Equal(TicketFault.NotFound, failure.Fault);
        }
    }
}
