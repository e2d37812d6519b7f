using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

public abstract partial class StateStoreContract
{
    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    public async Task A_bad_key_is_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Partition, [new RowChange.Insert(key, Json("1"))], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(key, [new RowChange.Insert("a", Json("1"))], Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadAsync(Partition, key, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.ReadAsync(key, "a", Ct));
    }

    [Fact]
    public async Task Keys_have_up_to_512_characters()
    {
        await InsertAsync(new string('k', 512), "1");

        await Assert.ThrowsAsync<ArgumentException>(() => InsertAsync(new string('k', 513), "1"));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var most = new byte[IStateStore.MaxBodyBytes];
        most.AsSpan().Fill((byte)' ');
        most[0] = (byte)'1';

        await Store.CommitAsync(Partition, [new RowChange.Insert("a", most)], Ct);

        Assert.Equal(most.Length, (await Store.ReadAsync(Partition, "a", Ct))!.Body.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Partition, [new RowChange.Insert("b", (byte[])[.. most, 32])], Ct));
    }

    [Fact]
    public async Task A_transaction_over_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        RowChange Row(int n) => new RowChange.Insert($"{n:000}", Json("1"));

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Partition, [.. Enumerable.Range(0, IStateStore.MaxChanges + 1).Select(Row)], Ct));
        await Store.CommitAsync(Partition, [.. Enumerable.Range(0, IStateStore.MaxChanges).Select(Row)], Ct);

        Assert.Equal(IStateStore.MaxChanges, (await KeysAsync("")).Count);
    }

    /// <summary>Bodies of one character or byte over and over: how many of one size go into 4 MiB as a request, whatever they take in memory.</summary>
    [Theory]
    [InlineData("x", 500_000, 8)]
    [InlineData("x", 600_000, 5)]
    [InlineData("\"", 100_000, 6)]
    [InlineData("é", 50_000, 13)]
    [InlineData("😀", 25_000, 13)]
    [InlineData(null, 750_000, 4)]
    public async Task A_transaction_holds_4_MiB_as_it_would_be_sent_to_Azure_and_one_row_more_is_refused_whole(string? character, int count, int rows)
    {
        var body = character is null ? Enumerable.Repeat((byte)0xFF, count).ToArray() : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, count)));
        RowChange Row(int n) => new RowChange.Insert($"{n:000}", body);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Partition, [.. Enumerable.Range(0, rows + 1).Select(Row)], Ct));
        var none = await KeysAsync("");
        await Store.CommitAsync(Partition, [.. Enumerable.Range(0, rows).Select(Row)], Ct);

        Assert.Contains("4194304", refused.Message, StringComparison.Ordinal);
        Assert.Empty(none);
        Assert.Equal(rows, (await KeysAsync("")).Count);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_transaction_is_measured_to_the_byte(int over, bool taken)
    {
        RowChange Row(int n, int bytes) => new RowChange.Insert($"{n}", Enumerable.Repeat((byte)'x', bytes).ToArray());
        List<RowChange> changes = [.. Enumerable.Range(0, 8).Select(n => Row(n, StateLimits.MaxTextChars)), Row(8, 0)];
        var left = IStateStore.MaxTransactionBytes - changes.Sum(change => StateLimits.RequestBytes(Partition, change));
        changes[8] = Row(8, left + over);

        var refused = await Record.ExceptionAsync(() => Store.CommitAsync(Partition, changes, Ct));

        Assert.Equal(taken, refused is null);
        Assert.True(taken || refused is ArgumentException);
        Assert.Equal(taken ? 9 : 0, (await KeysAsync("")).Count);
    }
}
