namespace NhiEvents.Embedded.Sqlite;

/// <summary>An event on its way into the log.</summary>
/// <param name="Body">Nobody changes it any more.</param>
/// <param name="PartitionKey">Records with the same key stay in order; null is spread evenly.</param>
public sealed record LogRecord(ReadOnlyMemory<byte> Body, string? PartitionKey, IReadOnlyDictionary<string, string>? Properties)
{
    /// <summary>Its properties in one order, as they are kept; null when it has none.</summary>
    internal SortedDictionary<string, string>? Sorted() => Properties is { Count: > 0 } ? new(Properties.ToDictionary(), StringComparer.Ordinal) : null;
}

/// <summary>An event as it is in the log.</summary>
/// <param name="Offset">Rises within a partition, with gaps.</param>
public sealed record StoredRecord(
    long Offset, DateTimeOffset EnqueuedAt, ReadOnlyMemory<byte> Body, string? PartitionKey, IReadOnlyDictionary<string, string> Properties);
