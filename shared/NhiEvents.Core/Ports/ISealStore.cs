namespace NhiEvents.Core.Ports;

/// <summary>Keeps the ledger's seals where the identities that write state cannot alter them: immutable blobs on Azure, a folder elsewhere on one machine.</summary>
/// <remarks>A port of its own because its whole point is another store under other rights than <see cref="IStateStore"/>. Nothing can be replaced or removed through it.</remarks>
public interface ISealStore
{
    /// <summary>Adds the next seal of a series. Durable when it returns.</summary>
    /// <exception cref="StaleStateException">The number is taken: somebody else has sealed.</exception>
    Task AppendAsync(string series, StoredSeal seal, CancellationToken ct);

    /// <summary>Every seal of a series, by number.</summary>
    IAsyncEnumerable<StoredSeal> ReadAllAsync(string series, CancellationToken ct);

    /// <summary>The seal with the highest number; null when there is none.</summary>
    Task<StoredSeal?> ReadLastAsync(string series, CancellationToken ct);
}

/// <summary>A seal as it is stored.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record StoredSeal(long Number, ReadOnlyMemory<byte> Body);
