using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class BrokerInProcessTests() : BrokerTests(Rows.InProcess);

public sealed class BrokerInMemoryTests() : BrokerTests(Rows.InMemoryDatabase);

public sealed class BrokerInFileTests() : BrokerTests(Rows.InFile);

public abstract partial class BrokerTests : IDisposable
{
    private const string Queue = ContractTopology.Queue;
    private const string Sessions = ContractTopology.SessionQueue;

    private readonly TestTransport _test;
    private readonly ManualTime _time = new();
    private Broker _broker;

    protected BrokerTests(Rows rows)
    {
        _test = new TestTransport(rows, _time);
        _broker = _test.OpenBroker();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_received_message_is_locked_and_gone_once_completed()
    {
        await SendAsync("a");

        var message = Assert.Single(await ReceiveAsync());
        Assert.Empty(await ReceiveAsync());
        await _broker.CompleteAsync(message, Ct);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(("a", 1, _time.GetUtcNow().AddDays(-1).AddMinutes(1)), (message.MessageId, message.DeliveryCount, message.LockedUntil));
        Assert.Empty(await ReceiveAsync());
        Assert.Null(_broker.NextDue(Queue));
    }

    [Fact]
    public async Task A_lock_that_runs_out_is_lost_and_counts_as_a_delivery()
    {
        await SendAsync("a");
        var first = Assert.Single(await ReceiveAsync());
        Assert.Equal(first.LockedUntil, _broker.NextDue(Queue));

        _time.AdvanceTo(first.LockedUntil);

        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(first, Ct));
        var second = Assert.Single(await ReceiveAsync());
        Assert.Equal((2, first.Sequence), (second.DeliveryCount, second.Sequence));
        Assert.NotEqual(first.LockToken, second.LockToken);
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(first, Ct));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.AbandonAsync(first, Ct));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.DeadLetterAsync(first, "x", null, Ct));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.RenewAsync(first, Ct));
        await _broker.CompleteAsync(second, Ct);
    }

    [Fact]
    public async Task A_renewed_lock_holds_for_another_lock_duration()
    {
        await SendAsync("a");
        var message = Assert.Single(await ReceiveAsync());

        _time.Advance(TimeSpan.FromSeconds(59));
        var until = await _broker.RenewAsync(message, Ct);
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(_time.GetUtcNow().AddSeconds(1), until);
        Assert.Empty(await ReceiveAsync());
        await _broker.CompleteAsync(message, Ct);
    }

    [Fact]
    public async Task An_abandoned_message_comes_back_at_once_until_it_is_dead_lettered()
    {
        await SendAsync("a");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = Assert.Single(await ReceiveAsync());
            Assert.Equal(delivery, message.DeliveryCount);
            await _broker.AbandonAsync(message, Ct);
        }

        Assert.Empty(await ReceiveAsync());
        Assert.Equal((Broker.MaxDeliveryCountExceeded, 3), Assert.Single(_broker.PeekDeadLetters(Queue, 10)) is var dead ? (dead.Reason, dead.DeliveryCount) : default);
    }

    [Fact]
    public async Task A_message_whose_last_lock_runs_out_is_dead_lettered_and_the_next_is_received()
    {
        await SendAsync("a");
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.Single(await ReceiveAsync());
            _time.Advance(ContractTopology.LockDuration);
        }

        await SendAsync("b");

        Assert.Equal("b", Assert.Single(await _broker.ReceiveAsync(Queue, 1, Ct)).MessageId);
        Assert.Equal("a", Assert.Single(_broker.PeekDeadLetters(Queue, 10)).MessageId);
    }

    [Fact]
    public async Task A_scheduled_message_comes_at_its_time_and_in_due_order()
    {
        var due = _time.GetUtcNow().AddMinutes(30);
        await _broker.SendAsync(Queue, [Message("later") with { NotBefore = due }], Ct);
        Assert.Equal(new EntityCount(0, 1, 0, null), _broker.Count(Queue));
        Assert.Equal(due, _broker.NextDue(Queue));

        _time.AdvanceTo(due.AddTicks(-1));
        Assert.Empty(await ReceiveAsync());
        await SendAsync("sooner");
        _time.AdvanceTo(due);

        var received = await ReceiveAsync();
        Assert.Equal(["sooner", "later"], received.Select(message => message.MessageId));
        Assert.Equal(due, received[1].EnqueuedAt);
        Assert.Equal(new EntityCount(2, 0, 0, due.AddTicks(-1)), _broker.Count(Queue));
    }

    [Fact]
    public async Task An_id_is_remembered_for_the_window_and_a_duplicate_does_not_prolong_it()
    {
        await SendAsync("a");
        _time.Advance(ContractTopology.Window - TimeSpan.FromTicks(1));
        await SendAsync("a");
        Assert.Single(await ReceiveAsync());

        _time.Advance(TimeSpan.FromTicks(1));
        await SendAsync("a");

        Assert.Single(await ReceiveAsync());
    }

    [Fact]
    public async Task A_duplicate_to_a_topic_is_dropped_for_every_subscription()
    {
        await _broker.SendAsync(ContractTopology.Topic, [Message("a", "red"), Message("a", "red")], Ct);

        Assert.Single(await _broker.ReceiveAsync(ContractTopology.OnlyRed, 10, Ct));
        Assert.Single(await _broker.ReceiveAsync(ContractTopology.AllKinds, 10, Ct));
    }

    [Fact]
    public async Task What_can_be_received_is_announced_once_it_is_stored()
    {
        var announced = new List<(string, DateTimeOffset)>();
        _broker.Ready += (path, due) =>
        {
            Assert.NotNull(_broker.NextDue(path));
            announced.Add((path, due));
        };
        var now = _time.GetUtcNow();

        await _broker.SendAsync(Queue, [Message("a") with { NotBefore = now.AddHours(1) }, Message("b") with { NotBefore = now.AddMinutes(1) }], Ct);
        await _broker.SendAsync(Queue, [Message("a")], Ct);
        await _broker.SendAsync(ContractTopology.Topic, [Message("c", "blue")], Ct);
        await _broker.AbandonAsync(Assert.Single(await _broker.ReceiveAsync(ContractTopology.AllKinds, 10, Ct)), Ct);

        Assert.Equal([(Queue, now.AddMinutes(1)), (ContractTopology.AllKinds, now), (ContractTopology.AllKinds, now)], announced);
    }

    [Fact]
    public async Task A_refusal_names_the_entity_and_the_limit_and_stores_nothing()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => _broker.SendAsync(Queue, [Message("fine"), Message(new string('i', 129))], Ct));

        Assert.Contains(Queue, refused.Message, StringComparison.Ordinal);
        Assert.Contains("128", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task The_size_limit_counts_properties_to_the_byte()
    {
        var rest = "a".Length + "test".Length + sizeof(int);
        var fits = new OutgoingMessage("a", "test", new byte[IMessageBus.MaxMessageBytes - rest]);

        await Assert.ThrowsAsync<ArgumentException>(() => _broker.SendAsync(Queue, [fits with { TraceParent = "t" }], Ct));
        await _broker.SendAsync(Queue, [fits], Ct);

        Assert.Equal(fits.Body.Length, Assert.Single(await ReceiveAsync()).Body.Length);
    }

    [Fact]
    public async Task An_unknown_path_is_refused_everywhere()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _broker.ReceiveAsync("nowhere", 1, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _broker.ReceiveAsync(ContractTopology.Topic, 1, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _broker.ReceiveAsync(Sessions, 1, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _broker.AcceptSessionAsync(Queue, Ct));
        Assert.Throws<ArgumentException>(() => _broker.NextDue("nowhere"));
        Assert.Throws<ArgumentException>(() => _broker.Count("nowhere"));
        Assert.Throws<ArgumentException>(() => _broker.PeekDeadLetters("nowhere", 1));
    }

    [Fact]
    public async Task Two_receivers_never_hold_the_same_message()
    {
        await SendAsync([.. Enumerable.Range(0, 400).Select(n => $"{n}")]);

        var received = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var mine = new List<long>();
            while (await _broker.ReceiveAsync(Queue, 7, Ct) is { Count: > 0 } messages)
            {
                mine.AddRange(messages.Select(message => message.Sequence));
            }

            return mine;
        })));

        var all = received.SelectMany(mine => mine).ToList();
        Assert.Equal(400, all.Count);
        Assert.Equal(400, all.Distinct().Count());
    }

    [Fact]
    public async Task A_restart_keeps_messages_locks_counts_windows_and_dead_letters()
    {
        await SendAsync("done", "dead", "locked", "waiting");
        await _broker.SendAsync(Queue, [Message("later") with { NotBefore = _time.GetUtcNow().AddHours(1) }], Ct);
        var received = await _broker.ReceiveAsync(Queue, 3, Ct);
        await _broker.CompleteAsync(received[0], Ct);
        await _broker.DeadLetterAsync(received[1], "x", null, Ct);

        Restart();

        Assert.Equal("dead", Assert.Single(_broker.PeekDeadLetters(Queue, 10)).MessageId);
        await SendAsync("done");
        var waiting = Assert.Single(await ReceiveAsync());
        Assert.Equal("waiting", waiting.MessageId);
        await _broker.CompleteAsync(received[2], Ct);
        await _broker.CompleteAsync(waiting, Ct);
        Assert.Equal(_time.GetUtcNow().AddHours(1), _broker.NextDue(Queue));
    }

    [Fact]
    public async Task A_lock_is_never_mistaken_for_that_of_a_later_message()
    {
        await SendAsync("a");
        var old = Assert.Single(await ReceiveAsync());
        await _broker.CompleteAsync(old, Ct);
        Restart();
        await SendAsync("b");
        Assert.Single(await ReceiveAsync());

        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(old, Ct));
    }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }

    private static OutgoingMessage Message(string id, string kind = "test") => new(id, kind, "{}"u8.ToArray());

    private void Restart()
    {
        _test.Restart();
        _broker = _test.OpenBroker();
    }

    private Task SendAsync(params string[] ids) => _broker.SendAsync(Queue, [.. ids.Select(id => Message(id))], Ct);

    private Task<IReadOnlyList<LockedMessage>> ReceiveAsync() => _broker.ReceiveAsync(Queue, 100, Ct);
}
