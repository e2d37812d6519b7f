using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Azure.Messaging;

namespace NhiEvents.Hosting;

/// <summary>The data of events as it was read, for apps that share a process and so are given the same events: one reading does for all of them.</summary>
/// <remarks>Forgotten with the event. Safe for concurrent use.</remarks>
public sealed class ReadEvents
{
    private readonly ConditionalWeakTable<BinaryData, object> _read = [];

    /// <inheritdoc cref="Wire.TryRead{T}(ReadOnlyMemory{byte}, JsonTypeInfo{T}, out T)"/>
    public bool TryRead<T>(CloudEvent one, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        if (one.Data is { } data && _read.TryGetValue(data, out var known) && known is T read)
        {
            value = read;
            return true;
        }

        if (!Wire.TryRead(one.Data?.ToMemory() ?? default, type, out value))
        {
            return false;
        }

        _read.TryAdd(one.Data!, value);
        return true;
    }
}
