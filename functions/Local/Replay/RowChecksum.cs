using System.Numerics;
using System.Runtime.InteropServices;

namespace NhiEvents.Local.Replay;

/// <summary>Tells a row from what stands in its place when a file was changed.</summary>
internal static class RowChecksum
{
    /// <summary>CRC-32C: the same on every machine, and as fast as memory.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }
}
