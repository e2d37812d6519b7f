using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every seal store must do. A provider's suite: inherit, supply a store.</summary>
public abstract class SealStoreContract
{
    private const string Series = "11111111-2222-4333-8444-555555555555";

    protected abstract ISealStore Store { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_series_has_no_last_seal()
    {
        Assert.Null(await Store.ReadLastAsync(Series, Ct));
        Assert.Empty(await Store.ReadAllAsync(Series, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Seals_come_back_by_number_and_apart_by_series()
    {
        foreach (var number in new long[] { 2, 10, 1, 9 })
        {
            await Store.AppendAsync(Series, Seal(number, $"seal {number}"), Ct);
        }

        await Store.AppendAsync(Series + "x", Seal(99, "other"), Ct);

        Assert.Equal([1, 2, 9, 10], await Store.ReadAllAsync(Series, Ct).Select(seal => seal.Number).ToListAsync(Ct));
        Assert.Equal((10, "seal 10"), Text(await Store.ReadLastAsync(Series, Ct)));
        Assert.Equal((99, "other"), Text(await Store.ReadLastAsync(Series + "x", Ct)));
    }

    [Fact]
    public async Task A_number_that_is_taken_stays_as_it_is()
    {
        await Store.AppendAsync(Series, Seal(1, "first"), Ct);

        await Assert.ThrowsAsync<StaleStateException>(() => Store.AppendAsync(Series, Seal(1, "second"), Ct));
        Assert.Equal((1, "first"), Text(await Store.ReadLastAsync(Series, Ct)));
    }

    private static StoredSeal Seal(long number, string body) => new(number, Encoding.UTF8.GetBytes(body));

    private static (long Number, string Body) Text(StoredSeal? seal) => (seal!.Number, Encoding.UTF8.GetString(seal.Body.Span));
}
