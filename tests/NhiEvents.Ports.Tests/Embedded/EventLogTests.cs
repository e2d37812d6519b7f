using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EventLogInProcessTests() : EventLogTests(Rows.InProcess);

public sealed class EventLogInMemoryTests() : EventLogTests(Rows.InMemoryDatabase);

public sealed class EventLogInFileTests() : EventLogTests(Rows.InFile);

public abstract class EventLogTests : IDisposable
{
    private const string Hub = ContractTopology.Hub;

    private readonly TestTransport _test;
    private readonly ManualTime _time = new();
    private EventLog _log;

    protected EventLogTests(Rows rows)
    {
        _test = new TestTransport(rows, _time);
        _log = _test.OpenLog();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_read_as_it_was_appended()
    {
        await _log.AppendAsync(Hub, [new LogRecord("body"u8.ToArray(), "key", new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" })], Ct);

        var record = Assert.Single(Enumerable.Range(0, 4).SelectMany(partition => _log.Read(Hub, "first", partition, 10)));
        Assert.Equal("body"u8.ToArray(), record.Body.ToArray());
        Assert.Equal(("key", _time.GetUtcNow(), 2, "1"), (record.PartitionKey, record.EnqueuedAt, record.Properties.Count, record.Properties["a"]));
    }

    [Fact]
    public async Task Records_with_a_key_stay_together_in_order()
    {
        await _log.AppendAsync(Hub, [.. Enumerable.Range(0, 20).Select(n => Record(n, "same"))], Ct);

        var read = Assert.Single(Enumerable.Range(0, 4).Select(partition => _log.Read(Hub, "first", partition, 100)), records => records.Count > 0);
        Assert.Equal(Enumerable.Range(0, 20), read.Select(Number));
        Assert.Equal(read.Select(record => record.Offset).Order(), read.Select(record => record.Offset));
    }

    [Fact]
    public async Task Records_without_a_key_take_turns_also_after_a_restart()
    {
        await _log.AppendAsync(Hub, [Record(0), Record(1), Record(2)], Ct);
        Restart();
        await _log.AppendAsync(Hub, [Record(3), Record(4)], Ct);

        Assert.Equal([[0, 4], [1], [2], [3]], Enumerable.Range(0, 4).Select(partition => _log.Read(Hub, "first", partition, 10).Select(Number)));
    }

    [Fact]
    public async Task Reading_goes_on_after_the_groups_own_checkpoint()
    {
        await _log.AppendAsync(Hub, [.. Enumerable.Range(0, 5).Select(n => Record(n, "k"))], Ct);
        var partition = PartitionInUse();
        var read = _log.Read(Hub, "first", partition, 2);

        Assert.Equal([0, 1], _log.Read(Hub, "first", partition, 2).Select(Number));
        await _log.CheckpointAsync(Hub, "first", partition, read[1].Offset, Ct);
        await _log.CheckpointAsync(Hub, "first", partition, read[0].Offset, Ct);
        Restart();

        Assert.Equal([2, 3, 4], _log.Read(Hub, "first", partition, 10).Select(Number));
        Assert.Equal([0, 1, 2, 3, 4], _log.Read(Hub, "second", partition, 10).Select(Number));
    }

    [Fact]
    public async Task Without_a_checkpoint_the_same_is_read_any_number_of_times()
    {
        await _log.AppendAsync(Hub, [.. Enumerable.Range(0, 3).Select(n => Record(n, "k"))], Ct);
        var partition = PartitionInUse();

        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal([0, 1, 2], _log.Read(Hub, "first", partition, 10).Select(Number)));
    }

    [Fact]
    public async Task What_every_group_has_passed_is_removed()
    {
        await _log.AppendAsync(Hub, [.. Enumerable.Range(0, 5).Select(n => Record(n, "k"))], Ct);
        var partition = PartitionInUse();
        var offsets = _log.Read(Hub, "first", partition, 10).Select(record => record.Offset).ToList();

        await _log.CheckpointAsync(Hub, "first", partition, offsets[3], Ct);
        Assert.Equal(5, _test.StoredRecords());
        await _log.CheckpointAsync(Hub, "second", partition, offsets[1], Ct);

        Assert.Equal(3, _test.StoredRecords());
        Assert.Equal([2, 3, 4], _log.Read(Hub, "second", partition, 10).Select(Number));
    }

    [Fact]
    public async Task Each_partition_with_something_new_is_announced()
    {
        var announced = new List<(string, int)>();
        _log.Appended += (hub, partition) => announced.Add((hub, partition));

        await _log.AppendAsync(Hub, [Record(0), Record(1), Record(2), Record(3), Record(4)], Ct);

        Assert.Equal([(Hub, 0), (Hub, 1), (Hub, 2), (Hub, 3)], announced);
    }

    [Fact]
    public async Task What_event_hubs_refuses_is_refused_whole()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _log.AppendAsync("no-such-hub", [Record(1)], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _log.AppendAsync(Hub, [Record(1), new LogRecord(new byte[EventLog.MaxRecordBytes], "k", null)], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _log.AppendAsync(Hub, [Record(1, new string('k', 129))], Ct));
        Assert.Throws<ArgumentException>(() => _log.Read(Hub, "no-such-group", 0, 1));
        Assert.Throws<ArgumentException>(() => _log.Read(Hub, "first", 4, 1));
        await Assert.ThrowsAsync<ArgumentException>(() => _log.CheckpointAsync(Hub, "first", -1, 1, Ct));

        Assert.Equal(0, _test.StoredRecords());
    }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }

    private static LogRecord Record(int n, string? key = null) => new(new[] { (byte)n }, key, null);

    private static int Number(StoredRecord record) => record.Body.Span[0];

    private int PartitionInUse() => Enumerable.Range(0, 4).Single(partition => _log.Read(Hub, "second", partition, 1).Count > 0);

    private void Restart()
    {
        _test.Restart();
        _log = _test.OpenLog();
    }
}
