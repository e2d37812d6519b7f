using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public abstract partial class BrokerTests
{
    [Fact]
    public async Task A_dead_letter_keeps_message_reason_and_time()
    {
        await _broker.SendAsync(Queue, [Message("a") with { Attempt = 2, TraceParent = "trace" }], Ct);

        await _broker.DeadLetterAsync(Assert.Single(await ReceiveAsync()), "unreadable-body", "what was wrong", Ct);

        var dead = Assert.Single(_broker.PeekDeadLetters(Queue, 10));
        Assert.Equal(("a", "unreadable-body", "what was wrong", 2, "trace"), (dead.MessageId, dead.Reason, dead.Description, dead.Attempt, dead.TraceParent));
        Assert.Equal("{}", Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal(_time.GetUtcNow(), dead.DeadLetteredAt);
        Assert.Equal(new EntityCount(0, 0, 1, null), _broker.Count(Queue));
    }

    [Fact]
    public async Task Dead_letters_are_resubmitted_under_a_new_id_each_time()
    {
        await SendAsync("a");
        for (var replay = 1; replay <= 2; replay++)
        {
            await _broker.DeadLetterAsync(Assert.Single(await ReceiveAsync()), "x", null, Ct);
            var dead = Assert.Single(_broker.PeekDeadLetters(Queue, 10));

            Assert.Equal(1, await _broker.ResubmitAsync(Queue, [dead.Sequence, 999_999], Ct));
            Assert.Equal(0, await _broker.ResubmitAsync(Queue, [dead.Sequence], Ct));

            Assert.Empty(_broker.PeekDeadLetters(Queue, 10));
        }

        var message = Assert.Single(await ReceiveAsync());
        Assert.Equal(("a#r2", 1), (message.MessageId, message.DeliveryCount));
    }

    [Fact]
    public async Task Dead_letters_with_the_same_id_are_both_resubmitted()
    {
        for (var n = 0; n < 2; n++)
        {
            await SendAsync("a");
            await _broker.DeadLetterAsync(Assert.Single(await ReceiveAsync()), "x", null, Ct);
            _time.Advance(ContractTopology.Window);
        }

        await _broker.ResubmitAsync(Queue, [.. _broker.PeekDeadLetters(Queue, 10).Select(dead => dead.Sequence)], Ct);

        Assert.Equal(["a#r1", "a#r2"], (await ReceiveAsync()).Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_resubmitted_id_never_gets_too_long()
    {
        await SendAsync(new string('i', IMessageBus.MaxIdLength));
        await _broker.DeadLetterAsync(Assert.Single(await ReceiveAsync()), "x", null, Ct);

        await _broker.ResubmitAsync(Queue, [_broker.PeekDeadLetters(Queue, 1)[0].Sequence], Ct);

        var id = Assert.Single(await ReceiveAsync()).MessageId;
        Assert.EndsWith("#r1", id, StringComparison.Ordinal);
        Assert.True(id.Length <= IMessageBus.MaxIdLength);
    }

    [Fact]
    public async Task Dead_letters_are_peeked_from_a_sequence_on()
    {
        await SendAsync("a", "b", "c");
        foreach (var message in await ReceiveAsync())
        {
            await _broker.DeadLetterAsync(message, "x", null, Ct);
        }

        var first = Assert.Single(_broker.PeekDeadLetters(Queue, 1));
        Assert.Equal(["b", "c"], _broker.PeekDeadLetters(Queue, 10, first.Sequence + 1).Select(dead => dead.MessageId));
    }
}
