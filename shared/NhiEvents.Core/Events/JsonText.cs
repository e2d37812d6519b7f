using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Reads text out of JSON that a client may have shaped: cuts what is long and repairs what is no valid Unicode, instead of failing on it.</summary>
internal static class JsonText
{
    /// <summary>Bytes of UTF-8 kept of any text.</summary>
    public const int MaxBytes = 256;

    /// <summary>The text of the current string or number; null for an empty text and for everything else, which is skipped.</summary>
    public static string? Read(ref Utf8JsonReader reader, int maxBytes = MaxBytes)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = reader.ValueIsEscaped ? Cut(Unescape(reader.ValueSpan), maxBytes) : RecurringText.Of(Cut(reader.ValueSpan, maxBytes));
                return text.Length == 0 ? null : text;
            case JsonTokenType.Number:
                return RecurringText.Of(Cut(reader.ValueSpan, maxBytes));
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>Likewise, and null for what tools write where there is nothing.</summary>
    public static string? ReadValue(ref Utf8JsonReader reader) => Read(ref reader) is { } text && !IsNothing(text) ? text : null;

    /// <summary>Whether a text is what a tool writes where there is nothing.</summary>
    /// <remarks>Python's <c>None</c> and <c>nan</c> (the Azure CLI's log-analytics query writes every cell as Python does), SQL's <c>NULL</c> and <c>\N</c>, spreadsheets' <c>N/A</c>. Entra's own <c>none</c> is a value.</remarks>
    public static bool IsNothing(string text) => text is "None" or "nan" or "NaN" or "NULL" or "null" or "\\N" or "N/A";

    /// <summary>Whether the current name is this one, its first letter in any case: PowerShell begins all names with a capital.</summary>
    /// <remarks>Unlike the reader's own, this does not throw on half a surrogate pair.</remarks>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var found = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unescape(reader.ValueSpan)) : reader.ValueSpan;
        return found.Length == name.Length && found[1..].SequenceEqual(name[1..]) && Ascii.EqualsIgnoreCase(found[..1], name[..1]);
    }

    /// <summary>The text of an escaped property name.</summary>
    public static string Read(ReadOnlySpan<byte> escaped) => Unescape(escaped);

    /// <summary>The current number, or the number that the current text holds.</summary>
    public static int? ReadInt(ref Utf8JsonReader reader)
    {
        var text = Read(ref reader);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public static bool? ReadBool(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => Read(ref reader) switch
        {
            "1" => true, // Kusto's first answers have no type for it
            "0" => false,
            var text => bool.TryParse(text, out var value) ? value : null,
        },
    };

    /// <summary>Whether the text is JSON to its end.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
            while (reader.Read())
            {
                // To the end or to the fault.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The bytes of the current text, however long.</summary>
    public static byte[] ReadWhole(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unescape(reader.ValueSpan)) : reader.ValueSpan.ToArray();

    /// <summary>As much of UTF-8 text as fits, never half a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
        {
            return text;
        }

        var end = maxBytes;
        while (end > 0 && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }

    private static string Cut(string text, int maxBytes) =>
        Encoding.UTF8.GetByteCount(text) <= maxBytes ? text : Encoding.UTF8.GetString(Cut(Encoding.UTF8.GetBytes(text), maxBytes));

    /// <summary>Unlike the reader's own, this does not throw on half a surrogate pair, which a client can put into its user agent.</summary>
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var length = 0;
            while (raw.Length > 0)
            {
                if (raw[0] != (byte)'\\')
                {
                    var plain = raw.IndexOf((byte)'\\') is var at and >= 0 ? at : raw.Length;
                    raw[..plain].CopyTo(bytes.AsSpan(length));
                    length += plain;
                    raw = raw[plain..];
                    continue;
                }

                var rune = NextEscape(raw, out var used);
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                raw = raw[used..];
            }

            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static Rune NextEscape(ReadOnlySpan<byte> raw, out int used)
    {
        used = 2;
        if (raw[1] != (byte)'u')
        {
            return new Rune(raw[1] switch { (byte)'b' => '\b', (byte)'f' => '\f', (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', var same => (char)same });
        }

        used = 6;
        var first = Hex(raw[2..6]);
        if (Rune.TryCreate(first, out var rune))
        {
            return rune;
        }

        if (raw.Length >= 12 && raw[6] == (byte)'\\' && raw[7] == (byte)'u' && Rune.TryCreate(first, Hex(raw[8..12]), out rune))
        {
            used = 12;
            return rune;
        }

        return Rune.ReplacementChar;
    }

    private static char Hex(ReadOnlySpan<byte> digits) => (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
