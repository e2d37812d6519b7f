using System.Buffers;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>RFC 4180: cells with or without quotes, line ends inside quotes, quotes doubled.</summary>
internal static class CsvText
{
    /// <summary>Bytes of the row at the start of the text with its line end; -1 when it does not end in it.</summary>
    /// <param name="final">The text's end ends a row.</param>
    public static int RowLength(ReadOnlySpan<byte> text, bool final, byte separator)
    {
        var at = 0;
        while (at < text.Length)
        {
            var step = text[at..].IndexOfAny((byte)'\n', (byte)'"');
            if (step < 0)
            {
                break;
            }

            at += step + 1;
            if (text[at - 1] == (byte)'\n')
            {
                return at;
            }

            // Only a quote at a cell's start opens one; any other is text.
            if (at == 1 || text[at - 2] == separator)
            {
                at += QuotedLength(text[at..]);
                if (at > text.Length)
                {
                    return -1;
                }
            }
        }

        return final ? text.Length : -1;
    }

    /// <summary>Takes the next cell, as it stands, off a row without its line end.</summary>
    public static ReadOnlySpan<byte> NextCell(ref ReadOnlySpan<byte> row, byte separator, out bool more)
    {
        var quoted = row is [(byte)'"', ..] ? Math.Min(row.Length, 1 + QuotedLength(row[1..])) : 0;
        var step = row[quoted..].IndexOf(separator);
        more = step >= 0;
        var cell = more ? row[..(quoted + step)] : row;
        row = more ? row[(quoted + step + 1)..] : default;
        return cell;
    }

    public static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> cell)
    {
        if (cell is not [(byte)'"', .., (byte)'"'])
        {
            return cell;
        }

        var inner = cell[1..^1];
        if (!inner.Contains((byte)'"'))
        {
            return inner;
        }

        var (text, length) = (new byte[inner.Length], 0);
        for (var i = 0; i < inner.Length; i++)
        {
            text[length++] = inner[i];
            i += inner[i] == (byte)'"' && i + 1 < inner.Length && inner[i + 1] == (byte)'"' ? 1 : 0;
        }

        return text.AsSpan(0, length);
    }

    /// <summary>Appends the text as a JSON string.</summary>
    public static void WriteJson(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (!text.IsEmpty)
        {
            var plain = IndexOfSpecial(text);
            output.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
            {
                break;
            }

            output.Write(text[plain] is (byte)'"' ? "\\\""u8 : text[plain] is (byte)'\\' ? "\\\\"u8 : Encoding.ASCII.GetBytes($"\\u{text[plain]:x4}"));
            text = text[(plain + 1)..];
        }

        output.Write("\""u8);
    }

    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(control => (byte)control)]);

    private static int IndexOfSpecial(ReadOnlySpan<byte> text) => text.IndexOfAny(Special);

    /// <summary>Bytes up to and with the closing quote; one more than there are when it is missing.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; text[at..].IndexOf((byte)'"') is var step and >= 0;)
        {
            at += step + 1;
            if (at >= text.Length || text[at] != (byte)'"')
            {
                return at;
            }

            at++;
        }

        return text.Length + 1;
    }
}
