using System.Runtime.CompilerServices;
using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Doubles;

/// <summary>State in memory, until the embedded store can take its place here.</summary>
internal sealed class MemoryStore(Crash crash) : IStateStore
{
    private readonly SortedDictionary<(string Partition, string Key), StateRow> _rows =
        new(Comparer<(string Partition, string Key)>.Create((a, b) =>
            string.CompareOrdinal(a.Partition, b.Partition) is var order and not 0 ? order : string.CompareOrdinal(a.Key, b.Key)));

    private int _version;

    public int RowCount => _rows.Count;

    public int LargestCommit { get; private set; }

    /// <summary>Everything stored, as text.</summary>
    public string Everything() => string.Join('\n', _rows.Select(row => $"{row.Key.Partition} {row.Key.Key} {Encoding.UTF8.GetString(row.Value.Body.Span)}"));

    public IEnumerable<string> KeysOf(string kind) => _rows.Keys.Where(row => row.Partition.Contains($"-{kind}-", StringComparison.Ordinal)).Select(row => row.Key);

    public Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
    {
        crash.Step();
        return Task.FromResult(_rows.GetValueOrDefault((partition, rowKey)));
    }

    public async IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, [EnumeratorCancellation] CancellationToken ct)
    {
        crash.Step();
        await Task.CompletedTask;
        foreach (var row in _rows.Where(row => row.Key.Partition == partition && row.Key.Key.StartsWith(rowKeyPrefix, StringComparison.Ordinal)).Select(row => row.Value).ToList())
        {
            yield return row;
        }
    }

    public Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
    {
        crash.Step();
        LargestCommit = Math.Max(LargestCommit, changes.Count);
        Assert.InRange(changes.Count, 0, IStateStore.MaxChanges);
        Assert.Equal(changes.Count, changes.DistinctBy(change => change.RowKey).Count());
        foreach (var change in changes)
        {
            var present = _rows.GetValueOrDefault((partition, change.RowKey));
            var expected = change switch { RowChange.Replace replace => replace.ETag, RowChange.Remove remove => remove.ETag, _ => null };
            if (present?.ETag != expected)
            {
                throw new StaleStateException(change.RowKey);
            }
        }

        List<string> etags = [.. changes.Select(change => Apply(partition, change))];
        crash.Step();
        return Task.FromResult<IReadOnlyList<string>>(etags);
    }

    private string Apply(string partition, RowChange change)
    {
        var body = change switch { RowChange.Insert insert => insert.Body, RowChange.Replace replace => replace.Body, _ => default };
        if (change is RowChange.Remove)
        {
            _rows.Remove((partition, change.RowKey));
            return "";
        }

        Assert.InRange(body.Length, 1, IStateStore.MaxBodyBytes);
        _rows[(partition, change.RowKey)] = new StateRow(change.RowKey, body.ToArray(), $"{++_version}");
        return $"{_version}";
    }
}
