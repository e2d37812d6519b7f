using NhiEvents.Embedded;
using NhiEvents.Embedded.Memory;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>Where the broker, the event log and the topic of a test keep their rows.</summary>
public enum Rows
{
    InProcess,
    InMemoryDatabase,
    InFile,
}

/// <summary>Broker, event log and topic for one test, over the same rows after each restart.</summary>
public sealed class TestTransport : IDisposable
{
    private readonly TestDatabase? _test;
    private readonly TimeProvider _time;
    private readonly MemoryBrokerRows _broker;
    private readonly MemoryLogRows _log = new();
    private readonly MemoryTopicRows _topic = new();

    public TestTransport(Rows rows, TimeProvider time)
    {
        (_time, _broker) = (time, new MemoryBrokerRows(time));
        _test = rows == Rows.InProcess ? null : TestDatabase.Open(rows == Rows.InFile);
    }

    private ILogRows LogRows => _test is null ? _log : new SqliteLogRows(_test.Database);

    private ITopicRows TopicRows => _test is null ? _topic : new SqliteTopicRows(_test.Database);

    public Broker OpenBroker() => new(_test is null ? _broker : new SqliteBrokerRows(_test.Database, _time), ContractTopology.Topology, _time);

    public EventLog OpenLog() => new(LogRows, ContractTopology.Topology, _time);

    public EventTopic OpenTopic(Topology? topology = null) => new(TopicRows, topology ?? ContractTopology.Topology, _time);

    /// <summary>Records of the hub that are kept.</summary>
    public int StoredRecords() => Enumerable.Range(0, 4).Sum(partition => LogRows.Read(ContractTopology.Hub, "nobody", partition, int.MaxValue).Count);

    /// <summary>Batches that are kept.</summary>
    public long StoredBatches() => _test is null
        ? _topic.All().Select(one => one.Delivery.Batch).Distinct().Count()
        : _test.Database.Read(connection => connection.Sql("SELECT count(*) FROM grid_batch").Number()!.Value);

    /// <summary>What a restart does to what they stand on; they are to be opened again.</summary>
    public void Restart() => _test?.Restart();

    public void Dispose() => _test?.Dispose();
}
