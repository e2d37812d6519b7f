using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Memory;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class MemoryStateStoreTests : StateStoreContract
{
    private readonly MemoryStateStore _store = new();

    protected override IStateStore Store => _store;

    [Fact]
    public async Task All_rows_come_by_partition_and_key()
    {
        await _store.CommitAsync("q", [new RowChange.Insert("b", "1"u8.ToArray()), new RowChange.Insert("a", "2"u8.ToArray())], Ct);
        await _store.CommitAsync("p", [new RowChange.Insert("c", "3"u8.ToArray())], Ct);

        Assert.Equal(["p c 3", "q a 2", "q b 1"], _store.ReadAll().Select(kept => $"{kept.Partition} {kept.Row.RowKey} {Encoding.UTF8.GetString(kept.Row.Body.Span)}"));
    }

    /// <summary>More than the documents of which are kept: rows lose nothing when theirs goes.</summary>
    [Fact]
    public async Task Rows_stay_when_many_others_were_read_since()
    {
        var etags = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            etags.AddRange(await _store.CommitAsync($"p{i}", [.. Enumerable.Range(0, 100).Select(row => new RowChange.Insert($"{row:000}", Encoding.UTF8.GetBytes($"{i}/{row}")))], Ct));
        }

        for (var i = 0; i < 200; i++)
        {
            var rows = await _store.ReadPrefixAsync($"p{i}", "", Ct).ToListAsync(Ct);

            Assert.Equal(Enumerable.Range(0, 100).Select(row => $"{i}/{row}"), rows.Select(row => Encoding.UTF8.GetString(row.Body.Span)));
            Assert.Equal(etags.Skip(i * 100).Take(100), rows.Select(row => row.ETag));
        }
    }
}
