using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>A time as milliseconds since 1970: state rows stay small. Whoever stores such a time cuts it to milliseconds first, so that it is the same before and after.</summary>
internal sealed class UnixTime : JsonConverter<DateTimeOffset>
{
    public static DateTimeOffset Cut(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}

/// <summary>Times as one text: six bytes each.</summary>
internal sealed class PackedTimes : JsonConverter<IReadOnlyList<DateTimeOffset>>
{
    private const int Size = 6;

    public override IReadOnlyList<DateTimeOffset> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = reader.GetBytesFromBase64();
        var times = new DateTimeOffset[bytes.Length / Size];
        for (var number = 0; number < times.Length; number++)
        {
            var ms = 0L;
            for (var at = Size - 1; at >= 0; at--)
            {
                ms = (ms << 8) | bytes[(number * Size) + at];
            }

            times[number] = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        }

        return times;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<DateTimeOffset> value, JsonSerializerOptions options)
    {
        var bytes = new byte[value.Count * Size];
        for (var number = 0; number < value.Count; number++)
        {
            var ms = value[number].ToUnixTimeMilliseconds();
            for (var at = 0; at < Size; at++)
            {
                bytes[(number * Size) + at] = (byte)(ms >> (8 * at));
            }
        }

        writer.WriteBase64StringValue(bytes);
    }
}

/// <summary>An id as 22 characters when it is a GUID in its usual form, else as it is behind an equals sign.</summary>
internal sealed class ShortId : JsonConverter<string>
{
    private const int Length = 22;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString()!;
        return text.StartsWith('=') || text.Length != Length ? text.TrimStart('=') : new Guid(Convert.FromBase64String(text + "==")).ToString();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (Guid.TryParseExact(value, "D", out var id) && id.ToString() == value)
        {
            writer.WriteStringValue(Convert.ToBase64String(id.ToByteArray()).AsSpan(0, Length));
        }
        else
        {
            writer.WriteStringValue("=" + value);
        }
    }
}

/// <summary>Texts of a log within a profile, which has to stay small whatever a client sends.</summary>
internal static class ShortText
{
    /// <summary>Letters that JSON writes as they are: nearly all texts have no others, and need not be encoded to know their length.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -_.:,/()@#");

    /// <summary>The beginning that takes at most so many bytes as JSON.</summary>
    public static string? Cut(string? text, int bytes)
    {
        if (text is null || (text.Length <= bytes && IsPlain(text)) || (text.Length <= bytes && JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length <= bytes))
        {
            return text;
        }

        var length = Math.Min(text.Length, bytes);
        while (JsonEncodedText.Encode(text[..length]).EncodedUtf8Bytes.Length > bytes)
        {
            length--;
        }

        return text[..length];
    }

    /// <summary>Whether something can be an object's id; what is longer is somebody's invention and kept nowhere.</summary>
    public static bool IsId(string? text) => text is null || (text.Length <= MaxId && (IsPlain(text) || JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length <= MaxId));

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExcept(Plain);

    private const int MaxId = 40;
}
