using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Core;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Hosting;
using NhiEvents.Local.Triggers;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Hosting;

public sealed class SettlementTests : IDisposable
{
    private const string Queue = "detection-due";

    private readonly ManualTime _time = new();
    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly Broker _broker;
    private readonly Settlement _settlement;

    public SettlementTests()
    {
        _broker = new Broker(_database, Topology.Shipped, _time);
        _settlement = new Settlement(new SqliteMessageBus(_broker), _time, Options.Create(new SettlementOptions()), NullLogger<Settlement>.Instance);
    }

    [Fact]
    public async Task Completed_is_gone()
    {
        await SettleAsync(await SendAndReceiveAsync("m1"), Outcome.Done);

        Assert.Equal(0, _broker.Count(Queue).Active);
        Assert.Equal(0, _broker.Count(Queue).DeadLettered);
    }

    [Fact]
    public async Task Rejected_is_dead_lettered_with_its_reason()
    {
        await SettleAsync(await SendAndReceiveAsync("m1"), Outcome.Reject("unreadable-body"));

        var dead = Assert.Single(_broker.PeekDeadLetters(Queue, 10));
        Assert.Equal("unreadable-body", dead.Reason);
    }

    [Fact]
    public async Task Later_comes_back_after_the_pause_under_a_new_id_and_counts_its_attempts()
    {
        await SettleAsync(await SendAndReceiveAsync("m1"), Outcome.Retry(TimeSpan.FromMinutes(3)));
        Assert.Empty(await _broker.ReceiveAsync(Queue, 10, CancellationToken.None));

        _time.Advance(TimeSpan.FromMinutes(3));
        var second = Assert.Single(await _broker.ReceiveAsync(Queue, 10, CancellationToken.None));
        Assert.Equal(("m1#a1", 1), (second.MessageId, second.Attempt));

        await SettleAsync(second, Outcome.Retry(TimeSpan.FromMinutes(3)));
        _time.Advance(TimeSpan.FromMinutes(3));
        var third = Assert.Single(await _broker.ReceiveAsync(Queue, 10, CancellationToken.None));
        Assert.Equal(("m1#a2", 2), (third.MessageId, third.Attempt));
    }

    [Fact]
    public async Task Later_gives_up_a_day_after_the_first_sending()
    {
        var message = await SendAndReceiveAsync("m1");
        for (var hour = 0; hour < 24; hour++)
        {
            await SettleAsync(message, Outcome.Retry(TimeSpan.FromHours(1)));
            _time.Advance(TimeSpan.FromHours(1));
            message = Assert.Single(await _broker.ReceiveAsync(Queue, 10, CancellationToken.None));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync(message, Outcome.Retry(TimeSpan.FromHours(1)));

        var dead = Assert.Single(_broker.PeekDeadLetters(Queue, 10));
        Assert.Equal("gave-up", dead.Reason);
        Assert.Equal(0, _broker.Count(Queue).Scheduled);
    }

    public void Dispose() => _database.Dispose();

    private async Task<LockedMessage> SendAndReceiveAsync(string id)
    {
        await _broker.SendAsync(Queue, [new OutgoingMessage(id, "look-again", "{}"u8.ToArray())], CancellationToken.None);
        return Assert.Single(await _broker.ReceiveAsync(Queue, 10, CancellationToken.None));
    }

    private Task SettleAsync(LockedMessage locked, Outcome outcome) =>
        _settlement.ApplyAsync(outcome, ServiceBusPump.Received(locked), new LocalMessageActions(_broker, locked), Queue, CancellationToken.None);
}
