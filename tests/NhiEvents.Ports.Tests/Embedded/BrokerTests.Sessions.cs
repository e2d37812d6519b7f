using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public abstract partial class BrokerTests
{
    [Fact]
    public async Task A_session_has_one_holder_and_keeps_its_order()
    {
        await SendToSessionsAsync(("a1", "a"), ("b1", "b"), ("a2", "a"));

        var a = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        var b = (await _broker.AcceptSessionAsync(Sessions, Ct))!;

        Assert.Equal(("a", "b"), (a.SessionId, b.SessionId));
        Assert.Null(await _broker.AcceptSessionAsync(Sessions, Ct));
        var first = Assert.Single(await _broker.ReceiveAsync(a, 1, Ct));
        await _broker.AbandonAsync(first, Ct);
        Assert.Equal(["a1", "a2"], (await _broker.ReceiveAsync(a, 10, Ct)).Select(message => message.MessageId));
        Assert.Empty(await _broker.ReceiveAsync(a, 10, Ct));
        Assert.Equal(["b1"], (await _broker.ReceiveAsync(b, 10, Ct)).Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_closed_session_can_be_accepted_again_from_where_it_was()
    {
        await SendToSessionsAsync(("a1", "a"), ("a2", "a"), ("a3", "a"));
        var first = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        var messages = await _broker.ReceiveAsync(first, 2, Ct);
        await _broker.CompleteAsync(messages[0], Ct);

        await _broker.CloseSessionAsync(first, Ct);
        await _broker.CloseSessionAsync(first, Ct);

        await Assert.ThrowsAsync<SessionLockLostException>(() => _broker.ReceiveAsync(first, 1, Ct));
        await Assert.ThrowsAsync<SessionLockLostException>(() => _broker.RenewSessionAsync(first, Ct));
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(messages[1], Ct));
        var second = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        Assert.Equal([("a2", 2), ("a3", 1)], (await _broker.ReceiveAsync(second, 10, Ct)).Select(message => (message.MessageId, message.DeliveryCount)));
    }

    [Fact]
    public async Task What_a_dead_host_held_can_be_received_at_once_and_counts_as_delivered()
    {
        await SendAsync("m");
        await SendToSessionsAsync(("a1", "a"));
        var held = Assert.Single(await ReceiveAsync());
        var session = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        await _broker.ReceiveAsync(session, 1, Ct);

        await _test.OpenBroker().ReleaseAllAsync(Ct);

        Assert.Equal(2, Assert.Single(await ReceiveAsync()).DeliveryCount);
        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(held, Ct));
        await Assert.ThrowsAsync<SessionLockLostException>(() => _broker.ReceiveAsync(session, 1, Ct));
        var next = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        Assert.Equal(("a1", 2), Assert.Single((await _broker.ReceiveAsync(next, 1, Ct)).Select(message => (message.MessageId, message.DeliveryCount))));
    }

    [Fact]
    public async Task A_session_lock_runs_out_with_its_messages_unless_renewed()
    {
        await SendToSessionsAsync(("a1", "a"));
        var first = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        var message = Assert.Single(await _broker.ReceiveAsync(first, 1, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _broker.RenewAsync(message, Ct));

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), await _broker.RenewSessionAsync(first, Ct));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await _broker.AcceptSessionAsync(Sessions, Ct));
        Assert.Equal(_time.GetUtcNow().AddSeconds(1), _broker.NextDue(Sessions));
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<MessageLockLostException>(() => _broker.CompleteAsync(message, Ct));
        var second = (await _broker.AcceptSessionAsync(Sessions, Ct))!;
        await Assert.ThrowsAsync<SessionLockLostException>(() => _broker.ReceiveAsync(first, 1, Ct));
        Assert.Equal(2, Assert.Single(await _broker.ReceiveAsync(second, 1, Ct)).DeliveryCount);
    }

    private Task SendToSessionsAsync(params (string Id, string Session)[] messages) =>
        _broker.SendAsync(Sessions, [.. messages.Select(message => Message(message.Id) with { SessionId = message.Session })], Ct);
}
