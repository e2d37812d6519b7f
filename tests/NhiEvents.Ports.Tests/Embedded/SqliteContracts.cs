using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class SqliteStateStoreInMemoryTests() : SqliteStateStoreSuite(TestDatabase.InMemory());

public sealed class SqliteStateStoreInFileTests() : SqliteStateStoreSuite(TestDatabase.InFile());

public abstract class SqliteStateStoreSuite(TestDatabase test) : StateStoreContract, IDisposable
{
    protected override IStateStore Store { get; } = new SqliteStateStore(test.Database, "contract");

    public void Dispose()
    {
        test.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class MessageBusInProcessTests() : SqliteMessageBusSuite(Rows.InProcess);

public sealed class SqliteMessageBusInMemoryTests() : SqliteMessageBusSuite(Rows.InMemoryDatabase);

public sealed class SqliteMessageBusInFileTests() : SqliteMessageBusSuite(Rows.InFile);

public abstract class SqliteMessageBusSuite : MessageBusContract, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestTransport _test;
    private readonly Broker _broker;

    protected SqliteMessageBusSuite(Rows rows)
    {
        _test = new TestTransport(rows, _time);
        _broker = _test.OpenBroker();
        Bus = new SqliteMessageBus(_broker);
    }

    protected override IMessageBus Bus { get; }

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override async Task<IReadOnlyList<Arrived>> ReceiveAllAsync(string entityPath)
    {
        var arrived = new List<Arrived>();
        while (entityPath == ContractTopology.SessionQueue && await _broker.AcceptSessionAsync(entityPath, Ct) is { } session)
        {
            await DrainAsync(() => _broker.ReceiveAsync(session, 7, Ct), arrived);
            await _broker.CloseSessionAsync(session, Ct);
        }

        if (entityPath != ContractTopology.SessionQueue)
        {
            await DrainAsync(() => _broker.ReceiveAsync(entityPath, 64, Ct), arrived);
        }

        return arrived;
    }

    private async Task DrainAsync(Func<Task<IReadOnlyList<LockedMessage>>> receive, List<Arrived> arrived)
    {
        while (await receive() is { Count: > 0 } messages)
        {
            await Task.WhenAll(messages.Select(message => _broker.CompleteAsync(message, Ct)));
            arrived.AddRange(messages.Select(message => new Arrived(
                message.MessageId, message.Kind, Encoding.UTF8.GetString(message.Body.Span), message.SessionId, message.Attempt, message.FirstSentAt, message.TraceParent)));
        }
    }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class EventTopicInProcessTests() : EventTopicSuite(Rows.InProcess);

public sealed class EventTopicInMemoryTests() : EventTopicSuite(Rows.InMemoryDatabase);

public sealed class EventTopicInFileTests() : EventTopicSuite(Rows.InFile);

public abstract class EventTopicSuite : EventPublisherContract, IDisposable
{
    private readonly TestTransport _test;
    private readonly EventTopic _topic;

    protected EventTopicSuite(Rows rows)
    {
        _test = new TestTransport(rows, new ManualTime());
        _topic = _test.OpenTopic();
    }

    protected override IEventPublisher Publisher => _topic;

    protected override async Task<IReadOnlyList<JsonElement>> ReceiveAllAsync(string subscription)
    {
        var arrived = new List<JsonElement>();
        while (_topic.Take(subscription, 3) is { Count: > 0 } deliveries)
        {
            foreach (var delivery in deliveries)
            {
                arrived.AddRange(JsonDocument.Parse(delivery.Body).RootElement.EnumerateArray());
                await _topic.SettleAsync([delivery], delivered: true, Ct);
            }
        }

        return arrived;
    }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }
}
