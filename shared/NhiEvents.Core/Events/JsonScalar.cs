using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Passes over texts, numbers and words of JSON without a reader, and takes nothing that a reader would refuse.</summary>
internal static class JsonScalar
{
    private static readonly SearchValues<byte> EndOfPlain = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>The bytes up to the closing quote; -1 when there is none, or the text is no JSON.</summary>
    /// <param name="text">Behind the opening quote.</param>
    public static int TextLength(ReadOnlySpan<byte> text, out bool escaped)
    {
        escaped = false;
        for (var length = 0; ;)
        {
            var plain = text[length..].IndexOfAny(EndOfPlain);
            if (plain < 0)
            {
                return -1;
            }

            length += plain;
            if (text[length] == (byte)'"')
            {
                return length;
            }

            var escape = EscapeLength(text[length..]);
            if (escape < 0)
            {
                return -1;
            }

            escaped = true;
            length += escape;
        }
    }

    /// <summary>Whether a number or a word may begin so.</summary>
    public static bool StartsWord(byte first) => first is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n';

    /// <summary>The bytes of a number without an exponent, of <c>true</c>, <c>false</c> or <c>null</c>; -1 for anything else.</summary>
    public static int WordLength(ReadOnlySpan<byte> text, out JsonTokenType type)
    {
        type = text.IsEmpty ? JsonTokenType.None : text[0] switch { (byte)'t' => JsonTokenType.True, (byte)'f' => JsonTokenType.False, (byte)'n' => JsonTokenType.Null, _ => JsonTokenType.Number };
        return type switch
        {
            JsonTokenType.None => -1,
            JsonTokenType.True => text.StartsWith("true"u8) ? 4 : -1,
            JsonTokenType.False => text.StartsWith("false"u8) ? 5 : -1,
            JsonTokenType.Null => text.StartsWith("null"u8) ? 4 : -1,
            _ => NumberLength(text),
        };
    }

    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != (byte)'\\')
        {
            return -1; // a control character
        }

        return text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
            (byte)'u' when text.Length >= 6 && char.IsAsciiHexDigit((char)text[2]) && char.IsAsciiHexDigit((char)text[3]) && char.IsAsciiHexDigit((char)text[4]) && char.IsAsciiHexDigit((char)text[5]) => 6,
            _ => -1,
        };
    }

    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        var start = text[0] == (byte)'-' ? 1 : 0;
        var length = start + Digits(text[start..]);
        if (length == start || (text[start] == (byte)'0' && length > start + 1))
        {
            return -1;
        }

        if (length < text.Length && text[length] == (byte)'.')
        {
            var decimals = Digits(text[(length + 1)..]);
            length += decimals > 0 ? 1 + decimals : 0; // else the point ends it, which nothing known goes on with
        }

        return length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9')
        {
            count++;
        }

        return count;
    }
}
