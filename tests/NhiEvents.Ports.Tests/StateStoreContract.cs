using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every state store must do. A provider's suite: inherit, supply an empty store.</summary>
public abstract partial class StateStoreContract
{
    protected const string Partition = "tenant-kind-00";

    protected abstract IStateStore Store { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_was_never_written_is_null()
    {
        Assert.Null(await Store.ReadAsync(Partition, "a", Ct));
    }

    [Fact]
    public async Task An_inserted_row_is_read_back_with_its_etag()
    {
        var etags = await Store.CommitAsync(Partition, [new RowChange.Insert("a", Json("1"))], Ct);

        var row = await Store.ReadAsync(Partition, "a", Ct);

        Assert.Equal("a", row!.RowKey);
        Assert.Equal("1", Text(row));
        Assert.Equal(Assert.Single(etags), row.ETag);
    }

    [Fact]
    public async Task Partitions_do_not_see_each_other()
    {
        await Store.CommitAsync(Partition, [new RowChange.Insert("a", Json("1"))], Ct);

        Assert.Null(await Store.ReadAsync("tenant-kind-01", "a", Ct));
        Assert.Empty(await Store.ReadPrefixAsync("tenant-kind-01", "", Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task An_insert_over_an_existing_row_is_stale()
    {
        await Store.CommitAsync(Partition, [new RowChange.Insert("a", Json("1"))], Ct);

        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Insert("a", Json("2"))], Ct));
        Assert.Equal("1", Text(await Store.ReadAsync(Partition, "a", Ct)));
    }

    [Fact]
    public async Task A_replace_needs_the_current_etag_and_changes_it()
    {
        var first = await InsertAsync("a", "1");

        var second = (await Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("2"), first)], Ct))[0];

        Assert.NotEqual(first, second);
        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("3"), first)], Ct));
        Assert.Equal("2", Text(await Store.ReadAsync(Partition, "a", Ct)));
    }

    [Fact]
    public async Task A_write_of_the_same_body_changes_the_etag_too()
    {
        var first = await InsertAsync("a", "1");

        var second = (await Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("1"), first)], Ct))[0];

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_removal_needs_the_current_etag_and_returns_an_empty_one()
    {
        var first = await InsertAsync("a", "1");
        var second = (await Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("2"), first)], Ct))[0];

        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Remove("a", first)], Ct));
        var etags = await Store.CommitAsync(Partition, [new RowChange.Remove("a", second)], Ct);

        Assert.Equal("", Assert.Single(etags));
        Assert.Null(await Store.ReadAsync(Partition, "a", Ct));
    }

    [Fact]
    public async Task A_row_removed_and_inserted_again_does_not_accept_its_old_etag()
    {
        var old = await InsertAsync("a", "1");
        await Store.CommitAsync(Partition, [new RowChange.Remove("a", old)], Ct);

        var again = await InsertAsync("a", "1");

        Assert.NotEqual(old, again);
        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("2"), old)], Ct));
        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Remove("a", old)], Ct));
    }

    [Fact]
    public async Task Changing_a_row_that_is_gone_is_stale()
    {
        var etag = await InsertAsync("a", "1");
        await Store.CommitAsync(Partition, [new RowChange.Remove("a", etag)], Ct);

        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("2"), etag)], Ct));
        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Remove("a", etag)], Ct));
    }

    [Fact]
    public async Task A_transaction_keeps_all_or_nothing()
    {
        await InsertAsync("b", "old");

        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(
            Partition, [new RowChange.Insert("a", Json("1")), new RowChange.Insert("b", Json("2")), new RowChange.Insert("c", Json("3"))], Ct));

        Assert.Equal(["b"], await KeysAsync(""));
    }

    [Fact]
    public async Task Etags_come_in_the_order_of_the_changes()
    {
        var remove = await InsertAsync("gone", "1");
        var replace = await InsertAsync("kept", "1");

        var etags = await Store.CommitAsync(
            Partition, [new RowChange.Insert("new", Json("1")), new RowChange.Remove("gone", remove), new RowChange.Replace("kept", Json("2"), replace)], Ct);

        Assert.Equal((await Store.ReadAsync(Partition, "new", Ct))!.ETag, etags[0]);
        Assert.Equal("", etags[1]);
        Assert.Equal((await Store.ReadAsync(Partition, "kept", Ct))!.ETag, etags[2]);
    }

    [Fact]
    public async Task A_prefix_gives_its_rows_in_ordinal_order()
    {
        string[] keys = ["p|b", "p|a", "p|B", "p|", "p", "p|é", "p|z|1", "q", "o", "p|\uE000", "p|\U0001F600", "p~"];
        await Store.CommitAsync(Partition, [.. keys.Select(key => new RowChange.Insert(key, Json("1")))], Ct);

        var expected = keys.Where(key => key.StartsWith("p|", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, await KeysAsync("p|"));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysAsync(""));
        Assert.Empty(await KeysAsync("x"));
    }

    [Fact]
    public async Task A_prefix_with_more_rows_than_a_page_is_read_to_its_end()
    {
        for (var i = 0; i < 350; i += 70)
        {
            await Store.CommitAsync(Partition, [.. Enumerable.Range(i, 70).Select(n => new RowChange.Insert($"row|{n:0000}", Json("1")))], Ct);
        }

        Assert.Equal(Enumerable.Range(0, 350).Select(n => $"row|{n:0000}"), await KeysAsync("row|"));
    }

    [Fact]
    public async Task Rows_may_be_changed_while_they_are_enumerated()
    {
        await Store.CommitAsync(Partition, [.. Enumerable.Range(0, 100).Select(n => new RowChange.Insert($"row|{n:000}", Json("1")))], Ct);
        await Store.CommitAsync(Partition, [.. Enumerable.Range(100, 100).Select(n => new RowChange.Insert($"row|{n:000}", Json("1")))], Ct);

        var seen = 0;
        await foreach (var row in Store.ReadPrefixAsync(Partition, "row|", Ct))
        {
            await Store.CommitAsync(Partition, [new RowChange.Remove(row.RowKey, row.ETag)], Ct);
            seen++;
        }

        Assert.Equal(200, seen);
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task An_enumeration_may_stop_early()
    {
        await Store.CommitAsync(Partition, [.. Enumerable.Range(0, 50).Select(n => new RowChange.Insert($"{n:00}", Json("1")))], Ct);

        Assert.Equal("00", (await Store.ReadPrefixAsync(Partition, "", Ct).FirstAsync(Ct)).RowKey);
        await InsertAsync("still-writable", "1");
    }

    [Fact]
    public async Task The_same_row_twice_in_a_transaction_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Partition, [new RowChange.Insert("a", Json("1")), new RowChange.Insert("a", Json("2"))], Ct));
    }

    [Fact]
    public async Task Of_writers_that_race_for_one_version_one_wins()
    {
        var etag = await InsertAsync("a", "0");

        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(async () =>
        {
            try
            {
                await Store.CommitAsync(Partition, [new RowChange.Replace("a", Json($"{n}"), etag)], Ct);
                return $"{n}";
            }
            catch (StaleStateException)
            {
                return null;
            }
        })));

        Assert.Equal(Assert.Single(results, result => result is not null), Text(await Store.ReadAsync(Partition, "a", Ct)));
    }

    protected async Task<string> InsertAsync(string key, string body) => (await Store.CommitAsync(Partition, [new RowChange.Insert(key, Json(body))], Ct))[0];

    protected static byte[] Json(string text) => Encoding.UTF8.GetBytes(text.All(char.IsAsciiDigit) ? text : $"\"{text}\"");

    private static string Text(StateRow? row) => Encoding.UTF8.GetString(row!.Body.Span);

    private async Task<List<string>> KeysAsync(string prefix) => await Store.ReadPrefixAsync(Partition, prefix, Ct).Select(row => row.RowKey).ToListAsync(Ct);
}
