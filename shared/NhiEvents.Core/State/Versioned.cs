using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>A document and the version it was read at; what a repository gives out and takes back.</summary>
public sealed record Versioned<T>(T Value, string ETag)
{
    /// <summary>The document as the store has it; empty when it was not read from there.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>Typed reads over the state port.</summary>
public static class TypedReads
{
    /// <summary>Reads one document; null when there is none.</summary>
    public static async Task<Versioned<T>?> ReadAsync<T>(this IStateStore store, string partition, string rowKey, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var row = await store.ReadAsync(partition, rowKey, ct);
        return row is null ? null : row.As(type);
    }

    /// <summary>The row's document.</summary>
    /// <exception cref="JsonException">The row holds something else.</exception>
    public static Versioned<T> As<T>(this StateRow row, JsonTypeInfo<T> type)
        where T : class =>
        new(row.Document(type), row.ETag) { Body = row.Body };
}
