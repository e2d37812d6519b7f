using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NhiEvents.Hosting;

/// <summary>Reads what came over the wire at the border, so that nothing inside meets a missing member.</summary>
public static class Wire
{
    /// <summary>False for anything but the JSON of this type with all its required members.</summary>
    public static bool TryRead<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            value = null;
        }

        return value is not null;
    }

    /// <summary>The same for the body of a message, of which other apps in this process may get a copy: they are given the same object.</summary>
    public static bool TryReadMessage<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class => RecentMessages<T>.TryRead(body, type, out value);

    /// <summary>The same for JSON that came inside a message.</summary>
    public static bool TryRead<T>(JsonElement body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = body.Deserialize(type);
        }
        catch (JsonException)
        {
            value = null;
        }

        return value is not null;
    }
}
