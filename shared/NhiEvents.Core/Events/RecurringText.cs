using System.Buffers.Binary;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>Makes strings of texts that rows repeat: the same names and ids come in nearly every row, and one string of each is enough.</summary>
/// <remarks>One small table per thread, in which a text pushes out another that falls on its place. Long texts are not kept.</remarks>
internal static class RecurringText
{
    private const int Bits = 14;

    private const int Places = 1 << Bits;

    /// <summary>Odd and without a pattern: multiplied with it, the upper bits depend on all bits.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    [ThreadStatic]
    private static string[]? _texts;

    /// <summary>The string of UTF-8 text; what is no valid UTF-8 is replaced as everywhere.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > JsonText.MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var known = ref (_texts ??= new string[Places])[PlaceOf(utf8)];
        return known is not null && Ascii.Equals(utf8, known) ? known : known = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>By the length and the bytes at the start, in the middle and at the end, where ids and names differ.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        var sum = (ulong)text.Length;
        if (text.Length >= sizeof(ulong))
        {
            sum = Mixed(sum, text);
            sum = Mixed(sum, text[((text.Length - sizeof(ulong)) / 2)..]);
            sum = Mixed(sum, text[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var one in text)
            {
                sum = (sum + one) * Spread;
            }
        }

        return (int)((sum * Spread) >> (64 - Bits));
    }

    private static ulong Mixed(ulong sum, ReadOnlySpan<byte> text)
    {
        sum = (sum ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Spread;
        return sum ^ (sum >> 32);
    }
}
