using System.Collections.Frozen;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>A log's rows in this process's memory, for runs whose logs nobody needs after them.</summary>
internal sealed class MemoryLogRows : ILogRows
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Hub, int Partition), List<StoredRecord>> _records = [];
    private readonly Dictionary<(string Hub, int Partition, string ConsumerGroup), long> _checkpoints = [];
    private readonly Dictionary<string, long> _turns = new(StringComparer.Ordinal);
    private long _last;

    public Task<IReadOnlyList<int>> AppendAsync(EventHubEntity hub, IReadOnlyList<LogRecord> records, DateTimeOffset now)
    {
        lock (_gate)
        {
            var turn = _turns.GetValueOrDefault(hub.Name);
            var partitions = new int[records.Count];
            for (var i = 0; i < records.Count; i++)
            {
                var record = records[i];
                partitions[i] = ILogRows.PartitionOf(record, hub, ref turn);
                IReadOnlyDictionary<string, string> properties = record.Sorted() is { } sorted ? sorted : FrozenDictionary<string, string>.Empty;
                RecordsOf(hub.Name, partitions[i]).Add(new StoredRecord(++_last, now.ToUniversalTime(), record.Body, record.PartitionKey, properties));
            }

            _turns[hub.Name] = turn;
            return Task.FromResult<IReadOnlyList<int>>(partitions);
        }
    }

    public IReadOnlyList<StoredRecord> Read(string hub, string consumerGroup, int partition, int max)
    {
        lock (_gate)
        {
            var records = RecordsOf(hub, partition);
            var first = CountUntil(records, _checkpoints.GetValueOrDefault((hub, partition, consumerGroup)));
            return records.GetRange(first, Math.Min(max, records.Count - first));
        }
    }

    public Task CheckpointAsync(EventHubEntity hub, string consumerGroup, int partition, long offset)
    {
        lock (_gate)
        {
            var group = (hub.Name, partition, consumerGroup);
            _checkpoints[group] = Math.Max(offset, _checkpoints.GetValueOrDefault(group));
            var records = RecordsOf(hub.Name, partition);
            records.RemoveRange(0, CountUntil(records, hub.ConsumerGroups.Min(one => _checkpoints.GetValueOrDefault((hub.Name, partition, one)))));
            return Task.CompletedTask;
        }
    }

    /// <summary>How many records, of those that rise with their offset, are not after this one.</summary>
    private static int CountUntil(List<StoredRecord> records, long offset)
    {
        var (low, high) = (0, records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = records[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private List<StoredRecord> RecordsOf(string hub, int partition)
    {
        if (!_records.TryGetValue((hub, partition), out var records))
        {
            _records[(hub, partition)] = records = [];
        }

        return records;
    }
}
