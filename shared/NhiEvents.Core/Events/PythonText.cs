using System.Buffers;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>Lists and objects as Python prints them, with single quotes, <c>True</c> and <c>None</c>: what a data frame written as CSV has in its cells.</summary>
internal static class PythonText
{
    private static readonly (byte[] Word, byte[] Json)[] Words =
        [("True"u8.ToArray(), "true"u8.ToArray()), ("False"u8.ToArray(), "false"u8.ToArray()), ("None"u8.ToArray(), "null"u8.ToArray()), ("nan"u8.ToArray(), "null"u8.ToArray())];

    /// <summary>The same as JSON; null for a text that is nothing of the kind.</summary>
    public static byte[]? ToJson(ReadOnlySpan<byte> text)
    {
        if (text is not ([(byte)'{', (byte)'\'', ..] or [(byte)'[', (byte)'{', (byte)'\'', ..] or [(byte)'[', (byte)'\'', ..]))
        {
            return null;
        }

        var json = new ArrayBufferWriter<byte>(text.Length);
        while (!text.IsEmpty)
        {
            var bytes = text[0] is (byte)'\'' or (byte)'"' ? WriteText(text, json) : WriteOther(text, json);
            if (bytes == 0)
            {
                return null;
            }

            text = text[bytes..];
        }

        return JsonText.IsWhole(json.WrittenSpan) ? json.WrittenSpan.ToArray() : null;
    }

    private static int WriteOther(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        foreach (var (word, same) in Words)
        {
            if (text.StartsWith(word))
            {
                json.Write(same);
                return word.Length;
            }
        }

        json.Write(text[..1]);
        return 1;
    }

    /// <returns>Bytes of the text with its quotes; 0 when it does not end.</returns>
    private static int WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> json)
    {
        var plain = new ArrayBufferWriter<byte>();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == text[0])
            {
                CsvText.WriteJson(plain.WrittenSpan, json);
                return at + 1;
            }

            if (text[at] == (byte)'\\' && at + 1 < text.Length)
            {
                at++;
                plain.Write(text[at] switch
                {
                    (byte)'n' => "\n"u8,
                    (byte)'r' => "\r"u8,
                    (byte)'t' => "\t"u8,
                    (byte)'x' or (byte)'u' => Encoding.ASCII.GetBytes($"\\{(char)text[at]}"),
                    _ => text.Slice(at, 1),
                });
            }
            else
            {
                plain.Write(text.Slice(at, 1));
            }
        }

        return 0;
    }
}
