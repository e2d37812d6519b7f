using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ledger;
using NhiEvents.Embedded.Files;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ledger;

public sealed class SealLedgerHandlerTests : IDisposable
{
    private readonly LedgerWorld _world = new();
    private readonly ConcurrentQueue<string> _said = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_is_sealed_once()
    {
        await _world.WriteAsync("one", 2);

        await Handler(_world.Sealing).HandleAsync(Ct);
        await Handler(_world.Sealing).HandleAsync(Ct);

        Assert.Equal(1, (await _world.CheckAsync()).Seals);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task What_is_no_more_what_was_sealed_is_said_and_not_sealed_over()
    {
        await _world.WriteAsync("one", 2);
        await Handler(_world.Sealing).HandleAsync(Ct);
        var chain = LedgerWorld.PartitionOf("one");
        await _world.RemoveAsync(chain, (await _world.RowsAsync(chain))[^1]);

        await Handler(_world.Sealing).HandleAsync(Ct);

        Assert.StartsWith("The ledger was not sealed: Entry 2 of ", Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal(1, (await _world.CheckAsync()).Seals);
    }

    [Fact]
    public async Task A_store_of_seals_that_refuses_is_said_and_the_next_hour_seals_all()
    {
        await _world.WriteAsync("one");
        var noFolder = new FileSealStore(typeof(SealLedgerHandlerTests).Assembly.Location);

        await Handler(new LedgerSealing(_world.Ports.Faults, noFolder, _world.Time, "exceptions")).HandleAsync(Ct);
        Assert.StartsWith("The ledger could not be sealed now; the timer tries again: ", Assert.Single(_said), StringComparison.Ordinal);

        await Handler(_world.Sealing).HandleAsync(Ct);
        Assert.Equal((1, 0), ((await _world.CheckAsync()).Seals, (await _world.CheckAsync()).Faults.Count));
    }

    public void Dispose() => _world.Dispose();

    private SealLedgerHandler Handler(LedgerSealing sealing) => new(sealing, new LoggerFactory([new LogLines(_said)]).CreateLogger<SealLedgerHandler>());
}
