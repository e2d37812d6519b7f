using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where the ledger ends with the process: a seal would protect nothing, and none is kept.</summary>
internal sealed class AbsentSeals : ISealStore
{
    public Task AppendAsync(string series, StoredSeal seal, CancellationToken ct) => Task.CompletedTask;

    public IAsyncEnumerable<StoredSeal> ReadAllAsync(string series, CancellationToken ct) => AsyncEnumerable.Empty<StoredSeal>();

    public Task<StoredSeal?> ReadLastAsync(string series, CancellationToken ct) => Task.FromResult<StoredSeal?>(null);
}
