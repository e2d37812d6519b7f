using System.Buffers;
using System.Text;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Text as bytes that sort like <see cref="StringComparer.Ordinal"/>: each UTF-16 unit encoded for itself (CESU-8).</summary>
/// <remarks>ASCII stays readable. UTF-8 would sort characters outside the basic plane differently, and make two keys of one where a surrogate stands alone.</remarks>
internal static class OrdinalKey
{
    /// <summary>Sorts after every text with the same beginning.</summary>
    private const byte AfterAll = 0xFF;

    public static byte[] Encode(string text)
    {
        var ascii = new byte[text.Length];
        if (Ascii.FromUtf16(text, ascii, out _) is OperationStatus.Done)
        {
            return ascii;
        }

        var bytes = new List<byte>(2 * text.Length);
        foreach (var unit in text)
        {
            switch (unit)
            {
                case < '\u0080':
                    bytes.Add((byte)unit);
                    break;
                case < '\u0800':
                    bytes.Add((byte)(0xC0 | (unit >> 6)));
                    bytes.Add((byte)(0x80 | (unit & 0x3F)));
                    break;
                default:
                    bytes.Add((byte)(0xE0 | (unit >> 12)));
                    bytes.Add((byte)(0x80 | ((unit >> 6) & 0x3F)));
                    bytes.Add((byte)(0x80 | (unit & 0x3F)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Above every key that starts with the prefix, below every other one that is above the prefix.</summary>
    public static byte[] EndOf(string prefix) => [.. Encode(prefix), AfterAll];

    /// <summary>The smallest key above this one.</summary>
    public static byte[] JustAfter(string key) => [.. Encode(key), 0];

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new char[bytes.Length];
        var length = 0;
        for (var i = 0; i < bytes.Length; length++)
        {
            var first = bytes[i++];
            text[length] = first switch
            {
                < 0x80 => (char)first,
                < 0xE0 => (char)(((first & 0x1F) << 6) | (bytes[i++] & 0x3F)),
                _ => (char)(((first & 0x0F) << 12) | ((bytes[i++] & 0x3F) << 6) | (bytes[i++] & 0x3F)),
            };
        }

        return new string(text, 0, length);
    }
}
