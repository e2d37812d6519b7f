using System.Globalization;
using System.Text;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>Decodes texts with escapes. Unlike the reader's own way, half a surrogate pair does not make this throw: a client can put one into its user agent.</summary>
internal static class JsonEscapes
{
    /// <param name="utf8">A text that a JSON reader has accepted, without its quotes.</param>
    /// <param name="output">At least as long.</param>
    /// <returns>Characters written.</returns>
    public static int Decode(ReadOnlySpan<byte> utf8, Span<char> output)
    {
        var length = 0;
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOf((byte)'\\') is var at and >= 0 ? at : utf8.Length;
            length += Encoding.UTF8.GetChars(utf8[..plain], output[length..]);
            utf8 = utf8[plain..];
            if (utf8.Length < 2)
            {
                break;
            }

            var isCode = utf8[1] == (byte)'u' && utf8.Length >= 6;
            output[length++] = isCode && ushort.TryParse(utf8[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                ? (char)code
                : utf8[1] switch { (byte)'b' => '\b', (byte)'f' => '\f', (byte)'n' => '\n', (byte)'r' => '\r', (byte)'t' => '\t', var same => (char)same };
            utf8 = utf8[(isCode ? 6 : 2)..];
        }

        return length;
    }
}
