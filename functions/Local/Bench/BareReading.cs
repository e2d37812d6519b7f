using System.Diagnostics;
using System.Text.Json;

namespace NhiEvents.Local.Bench;

/// <summary>The least that any program that reads JSON has to do: every token once, on all cores, nothing made of it.</summary>
internal static class BareReading
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private const int LongestLine = 64 * 1024;

    public static (long Tokens, TimeSpan Wall, TimeSpan Processor) Run(string path)
    {
        using var self = Process.GetCurrentProcess();
        var (watch, before, tokens, next) = (Stopwatch.StartNew(), self.TotalProcessorTime, 0L, -1L);
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var (buffer, count) = (new byte[BlockBytes + LongestLine], 0L);
            for (var block = Interlocked.Increment(ref next); block * BlockBytes < length; block = Interlocked.Increment(ref next))
            {
                count += Count(Lines(file, buffer, block * BlockBytes));
            }

            Interlocked.Add(ref tokens, count);
        });
        self.Refresh();
        return (tokens, watch.Elapsed, self.TotalProcessorTime - before);
    }

    /// <summary>The lines that start in a block.</summary>
    private static ReadOnlySpan<byte> Lines(Microsoft.Win32.SafeHandles.SafeFileHandle file, byte[] buffer, long start)
    {
        var from = Math.Max(0, start - 1);
        ReadOnlySpan<byte> text = buffer.AsSpan(0, RandomAccess.Read(file, buffer, from));
        var first = start == 0 ? 0 : text.IndexOf((byte)'\n') + 1;
        var last = (int)Math.Min(text.Length, start + BlockBytes - 1 - from);
        var end = text[last..].IndexOf((byte)'\n') is var more and >= 0 ? last + more + 1 : text.Length;
        return first < end ? text[first..end] : [];
    }

    private static long Count(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        var count = 0L;
        while (reader.Read())
        {
            count++;
        }

        return count;
    }
}
