using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Writes one record after another into one buffer. Not safe for several threads.</summary>
internal sealed class RecordWriter : IDisposable
{
    /// <summary>Entra writes <c>+</c> and <c>&amp;</c> as they are.</summary>
    public static readonly JavaScriptEncoder Escaping = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    public RecordWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = Escaping, SkipValidation = true });

    /// <summary>Writes a record; the result is valid until the next one.</summary>
    public ReadOnlyMemory<byte> Write<T>(Action<Utf8JsonWriter, T> write, T from)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        write(_json, from);
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();
}

/// <summary>Values as Entra writes them.</summary>
internal static class RecordValues
{
    /// <summary>Seven decimals and <c>Z</c>, as on the record itself.</summary>
    public static void Zulu(this Utf8JsonWriter json, string name, DateTimeOffset at) => json.WriteString(name, at.UtcDateTime);

    /// <summary>Seven decimals and <c>+00:00</c>, as within properties.</summary>
    public static void Offset(this Utf8JsonWriter json, string name, DateTimeOffset at)
    {
        Span<char> text = stackalloc char[33];
        at.ToUniversalTime().TryFormat(text, out var length, "O", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    public static void Empty(this Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    public static void Pair(this Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
