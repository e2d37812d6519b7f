using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>A message as it came out at the other end.</summary>
public sealed record Arrived(string Id, string Kind, string Body, string? SessionId, int Attempt, DateTimeOffset? FirstSentAt, string? TraceParent);

/// <summary>
/// What every message bus must do. A provider's suite: inherit, supply a bus on <see cref="ContractTopology"/> with empty entities, and a probe.
/// </summary>
public abstract class MessageBusContract
{
    protected abstract IMessageBus Bus { get; }

    protected abstract DateTimeOffset Now { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Receives and completes everything that can be received now. <c>queue</c> or <c>topic/subscription</c>.</summary>
    protected abstract Task<IReadOnlyList<Arrived>> ReceiveAllAsync(string entityPath);

    [Fact]
    public async Task A_message_arrives_with_everything_it_was_sent_with()
    {
        var sent = new OutgoingMessage("id-1", "look-again", "{\"é\":1}"u8.ToArray())
        {
            Attempt = 3,
            FirstSentAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

        await Bus.SendAsync(ContractTopology.Queue, [sent], Ct);

        var arrived = Assert.Single(await ReceiveAllAsync(ContractTopology.Queue));
        Assert.Equal(new Arrived("id-1", "look-again", "{\"é\":1}", null, 3, sent.FirstSentAt, sent.TraceParent), arrived);
    }

    [Fact]
    public async Task No_messages_is_fine()
    {
        await Bus.SendAsync(ContractTopology.Queue, [], Ct);

        Assert.Empty(await ReceiveAllAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task Many_messages_all_arrive()
    {
        await Bus.SendAsync(ContractTopology.Queue, [.. Enumerable.Range(0, 300).Select(n => Message($"m{n}", bytes: 4096))], Ct);

        var arrived = await ReceiveAllAsync(ContractTopology.Queue);
        Assert.Equal(Enumerable.Range(0, 300).Select(n => $"m{n}").Order(), arrived.Select(message => message.Id).Order());
    }

    [Fact]
    public async Task The_same_id_arrives_once()
    {
        await Bus.SendAsync(ContractTopology.Queue, [Message("same"), Message("same")], Ct);
        await Bus.SendAsync(ContractTopology.Queue, [Message("same")], Ct);

        Assert.Single(await ReceiveAllAsync(ContractTopology.Queue));
        await Bus.SendAsync(ContractTopology.Queue, [Message("same")], Ct);
        Assert.Empty(await ReceiveAllAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task A_deliberate_resend_with_a_new_id_arrives()
    {
        await Bus.SendAsync(ContractTopology.Queue, [Message("x"), Message("x#a1")], Ct);

        Assert.Equal(2, (await ReceiveAllAsync(ContractTopology.Queue)).Count);
    }

    [Fact]
    public async Task A_message_for_later_does_not_arrive_now_and_its_id_is_taken()
    {
        await Bus.SendAsync(ContractTopology.Queue, [Message("later") with { NotBefore = Now.AddHours(1) }], Ct);
        await Bus.SendAsync(ContractTopology.Queue, [Message("later")], Ct);

        Assert.Empty(await ReceiveAllAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task A_message_for_the_past_arrives_now()
    {
        await Bus.SendAsync(ContractTopology.Queue, [Message("past") with { NotBefore = Now.AddHours(-1) }], Ct);

        Assert.Single(await ReceiveAllAsync(ContractTopology.Queue));
    }

    [Fact]
    public async Task A_topic_copies_to_each_subscription_that_takes_the_kind()
    {
        await Bus.SendAsync(ContractTopology.Topic, [Message("1", "red"), Message("2", "blue"), Message("3", "green")], Ct);

        Assert.Equal(["1"], (await ReceiveAllAsync(ContractTopology.OnlyRed)).Select(message => message.Id));
        Assert.Equal(["1", "2", "3"], (await ReceiveAllAsync(ContractTopology.AllKinds)).Select(message => message.Id).Order());
    }

    [Fact]
    public async Task A_session_arrives_in_order()
    {
        await Bus.SendAsync(ContractTopology.SessionQueue, [.. Enumerable.Range(0, 20).Select(n => Message($"m{n}") with { SessionId = n % 2 == 0 ? "even" : "odd" })], Ct);

        var arrived = await ReceiveAllAsync(ContractTopology.SessionQueue);

        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"m{2 * n}"), arrived.Where(message => message.SessionId == "even").Select(message => message.Id));
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"m{(2 * n) + 1}"), arrived.Where(message => message.SessionId == "odd").Select(message => message.Id));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused()
    {
        await RefusesAsync("no-such-queue", Message("a"));
        await RefusesAsync(ContractTopology.OnlyRed, Message("a"));
        await RefusesAsync(ContractTopology.Queue, Message(""));
        await RefusesAsync(ContractTopology.Queue, Message(new string('i', IMessageBus.MaxIdLength + 1)));
        await RefusesAsync(ContractTopology.Queue, Message("a", bytes: IMessageBus.MaxMessageBytes));
        await RefusesAsync(ContractTopology.Queue, Message("a") with { SessionId = "s" });
        await RefusesAsync(ContractTopology.Topic, Message("a") with { SessionId = "s" });
        await RefusesAsync(ContractTopology.SessionQueue, Message("a"));
        await RefusesAsync(ContractTopology.SessionQueue, Message("a") with { SessionId = new string('s', IMessageBus.MaxIdLength + 1) });
    }

    [Fact]
    public async Task What_is_at_a_limit_arrives()
    {
        var id = new string('i', IMessageBus.MaxIdLength);

        await Bus.SendAsync(ContractTopology.Queue, [Message(id, bytes: IMessageBus.MaxMessageBytes - 1024)], Ct);
        await Bus.SendAsync(ContractTopology.SessionQueue, [Message(id) with { SessionId = new string('s', IMessageBus.MaxIdLength) }], Ct);

        Assert.Single(await ReceiveAllAsync(ContractTopology.Queue));
        Assert.Single(await ReceiveAllAsync(ContractTopology.SessionQueue));
    }

    protected static OutgoingMessage Message(string id, string kind = "test", int bytes = 2) => new(id, kind, Encoding.UTF8.GetBytes("{" + new string(' ', bytes - 2) + "}"));

    private async Task RefusesAsync(string entity, OutgoingMessage message) => await Assert.ThrowsAsync<ArgumentException>(() => Bus.SendAsync(entity, [message], Ct));
}
