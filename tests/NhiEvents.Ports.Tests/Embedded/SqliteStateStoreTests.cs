using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class SqliteStateStoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("1ab")]
    [InlineData("x; DROP TABLE y")]
    public void A_table_name_that_table_storage_refuses_is_refused(string table)
    {
        using var test = TestDatabase.InMemory();

        Assert.Throws<ArgumentException>(() => new SqliteStateStore(test.Database, table));
    }

    [Fact]
    public async Task The_same_writes_give_the_same_etags()
    {
        async Task<string> RunAsync()
        {
            using var test = TestDatabase.InMemory();
            var store = new SqliteStateStore(test.Database, "state");
            var first = await store.CommitAsync("p", [new RowChange.Insert("a", "1"u8.ToArray()), new RowChange.Insert("b", "1"u8.ToArray())], Ct);
            await Assert.ThrowsAsync<StaleStateException>(() => store.CommitAsync("p", [new RowChange.Insert("a", "1"u8.ToArray())], Ct));
            var second = await store.CommitAsync("p", [new RowChange.Remove("a", first[0]), new RowChange.Replace("b", "2"u8.ToArray(), first[1])], Ct);
            return string.Join(' ', [.. first, .. second]);
        }

        Assert.Equal(await RunAsync(), await RunAsync());
    }

    [Fact]
    public async Task A_prefix_that_was_empty_shows_what_another_store_on_the_table_inserts()
    {
        using var test = TestDatabase.InMemory();
        var (reader, writer) = (new SqliteStateStore(test.Database, "state"), new SqliteStateStore(test.Database, "state"));

        var before = await reader.ReadPrefixAsync("p", "~out|", Ct).ToListAsync(Ct);
        await writer.CommitAsync("p", [new RowChange.Insert("~out|1", "1"u8.ToArray()), new RowChange.Insert("~due|1", "1"u8.ToArray())], Ct);
        var after = await reader.ReadPrefixAsync("p", "~out|", Ct).ToListAsync(Ct);

        Assert.Empty(before);
        Assert.Equal(["~out|1"], after.Select(row => row.RowKey));
    }

    [Fact]
    public async Task A_restart_keeps_rows_and_never_gives_an_etag_again()
    {
        using var test = TestDatabase.InFile();
        var old = await new SqliteStateStore(test.Database, "state").CommitAsync("p", [new RowChange.Insert("a", "1"u8.ToArray())], Ct);
        await new SqliteStateStore(test.Database, "state").CommitAsync("p", [new RowChange.Remove("a", old[0])], Ct);

        var store = new SqliteStateStore(test.Restart(), "state");

        Assert.NotEqual(old, await store.CommitAsync("p", [new RowChange.Insert("a", "1"u8.ToArray())], Ct));
    }

    [Fact]
    public async Task Tables_of_one_database_do_not_see_each_other()
    {
        using var test = TestDatabase.InMemory();
        await new SqliteStateStore(test.Database, "one").CommitAsync("p", [new RowChange.Insert("a", "1"u8.ToArray())], Ct);

        Assert.Null(await new SqliteStateStore(test.Database, "two").ReadAsync("p", "a", Ct));
    }

    [Theory]
    [InlineData("a\ud800", "a\uffff")]
    [InlineData("\uE000", "\U0001F600")]
    [InlineData("ab", "b")]
    [InlineData("é", "z")]
    public void Keys_sort_like_ordinal_text_and_come_back_unchanged(string one, string other)
    {
        Assert.Equal(
            Math.Sign(string.CompareOrdinal(one, other)), Math.Sign(OrdinalKey.Encode(one).AsSpan().SequenceCompareTo(OrdinalKey.Encode(other))));
        Assert.Equal(one, OrdinalKey.Decode(OrdinalKey.Encode(one)));
        Assert.Equal(other, OrdinalKey.Decode(OrdinalKey.Encode(other)));
    }
}
