using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Keeps the picture of known identities of this process fresh.</summary>
/// <remarks>One per process; safe to call from several threads. What another instance has learned shows up within <see cref="IngestOptions.RefreshSnapshot"/>.</remarks>
public sealed class SnapshotLoader(IStateStore store, TimeProvider time, IOptions<IngestOptions> options, ILogger<SnapshotLoader> log)
{
    internal const string Kind = "snapshot";

    private Loaded? _loaded;

    /// <summary>The newest picture, read again when it is too old.</summary>
    public async Task<IdentitySnapshot> CurrentAsync(CancellationToken ct)
    {
        var loaded = Volatile.Read(ref _loaded);
        return loaded is not null && time.GetUtcNow() - loaded.At < options.Value.RefreshSnapshot ? loaded.Snapshot : await RefreshAsync(ct);
    }

    /// <summary>Reads all rows now.</summary>
    public async Task<IdentitySnapshot> RefreshAsync(CancellationToken ct)
    {
        var at = time.GetUtcNow();
        var (known, versions) = (new List<KnownIdentity>(), new List<(string RowKey, string ETag)>());
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (!row.RowKey.StartsWith('~'))
                {
                    known.Add(row.As(IngestJson.Default.KnownIdentity).Value);
                    versions.Add((row.RowKey, row.ETag));
                }
            }
        }

        var snapshot = Volatile.Read(ref _loaded) is { Versions: { } before } loaded && before.SequenceEqual(versions) ? loaded.Snapshot : new IdentitySnapshot(known);
        Volatile.Write(ref _loaded, new Loaded(at, snapshot, versions));
        log.SnapshotLoaded(snapshot.Count);
        return snapshot;
    }

    /// <summary>This process has just learned of an identity: the next batch knows it, without reading everything again.</summary>
    public void Learn(KnownIdentity identity)
    {
        for (var loaded = Volatile.Read(ref _loaded); loaded is not null;)
        {
            var present = Interlocked.CompareExchange(ref _loaded, loaded with { Snapshot = loaded.Snapshot.With(identity), Versions = null }, loaded);
            if (ReferenceEquals(present, loaded))
            {
                return;
            }

            loaded = present;
        }
    }

    /// <param name="Versions">Of the rows that the picture was made of; null once it holds more. While they stay as they are, the picture need not be made again.</param>
    private sealed record Loaded(DateTimeOffset At, IdentitySnapshot Snapshot, List<(string RowKey, string ETag)>? Versions);
}
