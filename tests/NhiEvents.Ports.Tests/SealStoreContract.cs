using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every <see cref="ISealStore"/> does.</summary>
public abstract class SealStoreContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract ISealStore Store { get; }

    [Fact]
    public async Task Nothing_is_there_at_first()
    {
        Assert.Null(await Store.ReadLastAsync("exceptions", Ct));
        Assert.Empty(await AllAsync("exceptions"));
    }

    [Fact]
    public async Task Seals_come_back_by_number_each_series_for_itself()
    {
        foreach (var number in (long[])[2, 1, 10, 3])
        {
            await Store.AppendAsync("exceptions", Seal(number), Ct);
        }

        await Store.AppendAsync("exceptions-2", Seal(77), Ct);

        Assert.Equal([1, 2, 3, 10], (await AllAsync("exceptions")).Select(seal => seal.Number));
        Assert.Equal((10L, "{\"seal\":10}"), await LastAsync("exceptions"));
        Assert.Equal((77L, "{\"seal\":77}"), await LastAsync("exceptions-2"));
    }

    [Fact]
    public async Task A_number_is_given_once_and_the_first_seal_stays()
    {
        await Store.AppendAsync("exceptions", Seal(1), Ct);

        await Assert.ThrowsAsync<StaleStateException>(() => Store.AppendAsync("exceptions", new StoredSeal(1, "{}"u8.ToArray()), Ct));

        Assert.Equal((1L, "{\"seal\":1}"), await LastAsync("exceptions"));
    }

    private static StoredSeal Seal(long number) => new(number, Encoding.UTF8.GetBytes($$"""{"seal":{{number}}}"""));

    private async Task<(long Number, string Body)> LastAsync(string series)
    {
        var seal = await Store.ReadLastAsync(series, Ct);
        Assert.NotNull(seal);
        return (seal.Number, Encoding.UTF8.GetString(seal.Body.Span));
    }

    private async Task<List<StoredSeal>> AllAsync(string series)
    {
        var seals = new List<StoredSeal>();
        await foreach (var seal in Store.ReadAllAsync(series, Ct))
        {
            seals.Add(seal);
        }

        return seals;
    }
}
