using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace NhiEvents.Hosting;

/// <summary>The messages of one type that this process has read last. Each subscription of a topic gets a copy of the same bytes: what they mean is the same too.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal static class RecentMessages<T>
    where T : class
{
    private static readonly Read?[] Recent = new Read?[16];
    private static int _next;

    /// <inheritdoc cref="Wire.TryRead{T}(ReadOnlyMemory{byte}, JsonTypeInfo{T}, out T)"/>
    public static bool TryRead(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
    {
        foreach (var read in Recent)
        {
            if (read is not null && ReferenceEquals(read.Type, type) && read.Body.Span.SequenceEqual(body.Span))
            {
                value = read.Value;
                return true;
            }
        }

        if (!Wire.TryRead(body, type, out value))
        {
            return false;
        }

        Recent[(uint)Interlocked.Increment(ref _next) % (uint)Recent.Length] = new Read(body, type, value);
        return true;
    }

    private sealed record Read(ReadOnlyMemory<byte> Body, JsonTypeInfo<T> Type, T Value);
}
