using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NhiEvents.Core.Ports;

/// <summary>Documents by partition and row key: what Table Storage can do at scale, and nothing more.</summary>
/// <remarks>
/// Row keys sort by ordinal. A body is UTF-8 JSON of at most <see cref="MaxBodyBytes"/>. Keys are 1 to 512 characters without
/// <c>/ \ # ?</c> or control characters; anything else is an <see cref="ArgumentException"/>, as is a change that breaks a limit here.
/// <see cref="StateLimits"/> checks it all, for every implementation: what one refuses, all refuse.
/// </remarks>
public interface IStateStore
{
    /// <summary>Most rows in one transaction (Table Storage).</summary>
    const int MaxChanges = 100;

    /// <summary>Most bytes in one body: a Table Storage entity is 1 MiB, less its keys and overhead.</summary>
    const int MaxBodyBytes = 900_000;

    /// <summary>Most bytes in one transaction, counted as the request that it would be on Azure (Table Storage: 4 MiB).</summary>
    /// <remarks>
    /// A body counts as text within JSON, where a quotation mark takes 6 bytes and a letter beyond ASCII 6 or 12; one of more than 500,000 characters,
    /// or that is no UTF-8, as Base64. Add 15 bytes for every character of both keys, and 2 KiB for each change: <see cref="StateLimits.RequestBytes"/>.
    /// </remarks>
    const int MaxTransactionBytes = 4 * 1024 * 1024;

    /// <summary>Reads one row; null when there is none.</summary>
    Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct);

    /// <summary>Reads the rows whose key starts with the prefix, in key order, as they are when the enumeration gets to them. Stop early at will.</summary>
    IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct);

    /// <summary>Makes all changes or none; returns the new ETags in order (empty for a removal).</summary>
    /// <remarks>
    /// Each row at most once, at most <see cref="MaxChanges"/> rows and <see cref="MaxTransactionBytes"/>. Not repeatable: a second call fails on the ETags
    /// of the first.
    /// </remarks>
    /// <exception cref="StaleStateException">
    /// A row to insert exists, or a row to replace or remove has changed or gone; this call changed nothing. Unless it was this call: a client that repeats a
    /// request whose answer got lost finds its own write. Who reads again sees which.
    /// </exception>
    Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct);
}

/// <summary>One row as it was read.</summary>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="ETag">Opaque; changes with every write.</param>
public sealed record StateRow(string RowKey, ReadOnlyMemory<byte> Body, string ETag)
{
    private object? _document;

    internal StateRow(string rowKey, ReadOnlyMemory<byte> body, string etag, object? document)
        : this(rowKey, body, etag) => _document = document;

    private StateRow(StateRow original) => (RowKey, Body, ETag) = (original.RowKey, original.Body, original.ETag);

    /// <summary>The body as a document, read once: documents are immutable, so everybody who holds the row may have the same one.</summary>
    /// <exception cref="JsonException">The row holds something else.</exception>
    internal T Document<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if (_document is not T document)
        {
            document = JsonSerializer.Deserialize(Body.Span, type) ?? throw new JsonException($"row {RowKey} is empty");
            _document = document;
        }

        return document;
    }

    /// <inheritdoc/>
    public bool Equals(StateRow? other) => other is not null && RowKey == other.RowKey && Body.Equals(other.Body) && ETag == other.ETag;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RowKey, ETag);
}

/// <summary>One change of a transaction.</summary>
public abstract record RowChange
{
    private RowChange(string rowKey) => RowKey = rowKey;

    public string RowKey { get; }

    /// <summary>What the body was made of; null when nobody knows. Immutable, as all documents.</summary>
    internal object? Document { get; init; }

    /// <summary>The row that this change leaves, with its document, so that whoever reads it next need not parse the body; null for a removal.</summary>
    /// <param name="etag">Its new one.</param>
    public StateRow? Leaves(string etag) => this switch
    {
        Insert insert => new StateRow(RowKey, insert.Body, etag, Document),
        Replace replace => new StateRow(RowKey, replace.Body, etag, Document),
        _ => null,
    };

    /// <summary>The row must not exist.</summary>
    public sealed record Insert(string Key, ReadOnlyMemory<byte> Body) : RowChange(Key);

    /// <summary>The row must still have this ETag.</summary>
    public sealed record Replace(string Key, ReadOnlyMemory<byte> Body, string ETag) : RowChange(Key);

    /// <summary>The row must still have this ETag.</summary>
    public sealed record Remove(string Key, string ETag) : RowChange(Key);
}

/// <summary>The row is not as it was read: read again and decide again.</summary>
public sealed class StaleStateException : Exception
{
    public StaleStateException()
    {
    }

    public StaleStateException(string message)
        : base(message)
    {
    }

    public StaleStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
