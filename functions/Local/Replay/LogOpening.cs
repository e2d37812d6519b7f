using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Opens one input as UTF-8 text: unpacks gzip, turns UTF-16 into UTF-8, refuses other encodings. By content, never by a file's name.</summary>
internal sealed class LogOpening(Spool spool, List<RejectedRow> rejected)
{
    /// <summary>The shown name of standard input.</summary>
    public const string StandardInput = "stdin";

    private const int SampleBytes = 64 * 1024;

    public LogFile? OpenStandardInput()
    {
        using var input = Console.OpenStandardInput();
        return Decode(SpoolAway(StandardInput, input, packedBytes: 0));
    }

    public LogFile? Open(string name, string path) => Decode(LogFile.Open(name, path));

    private LogFile? Decode(LogFile? file)
    {
        for (var layer = 0; file is not null; layer++)
        {
            var sample = new byte[Math.Min(SampleBytes, file.Length)];
            var start = sample.AsSpan(0, file.Read(sample, 0));
            if (file.IsPipe)
            {
                file = Replace(file, stream => stream, packedBytes: 0);
            }
            else if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) && layer == 0)
            {
                var size = StatedSize(file);
                file = Replace(file, stream => new GZipStream(stream, CompressionMode.Decompress), file.Length);
                if (size > file?.Length)
                {
                    rejected.Add(new RejectedRow(file.Name, 1, file.Length, RejectReasons.BadGzip, "the compressed data ends early (the rows before its end are read)"));
                }
            }
            else if (Utf16(start) is { } utf16)
            {
                file = Replace(file, stream => Encoding.CreateTranscodingStream(stream, utf16, new UTF8Encoding(false)), packedBytes: 0);
            }
            else if (WhyUnreadable(start) is { } why)
            {
                rejected.Add(new RejectedRow(file.Name, 1, 0, RejectReasons.OtherEncoding, why));
                file.Dispose();
                return null;
            }
            else
            {
                return file;
            }
        }

        return null;
    }

    private LogFile? Replace(LogFile file, Func<Stream, Stream> decode, long packedBytes)
    {
        using var stream = new FileStream(file.Handle, FileAccess.Read, 64 * 1024, isAsync: false);
        using var decoded = decode(stream);
        return SpoolAway(file.Name, decoded, packedBytes);
    }

    private LogFile? SpoolAway(string name, Stream text, long packedBytes)
    {
        var file = spool.Write(name, text, packedBytes, out var fault);
        if (fault is not null)
        {
            rejected.Add(new RejectedRow(name, 1, file.Length, fault.Reason, file.Length > 0 ? $"{fault.Text} (the rows before it are read)" : fault.Text));
        }

        if (file.Length > 0 || fault is null)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>What gzip's last four bytes say: of a whole file its length, or that of its last part; of one cut short as good as always far more.</summary>
    private static long StatedSize(LogFile file)
    {
        Span<byte> trailer = stackalloc byte[4];
        return file.Read(trailer, Math.Max(0, file.Length - trailer.Length)) == trailer.Length ? BinaryPrimitives.ReadUInt32LittleEndian(trailer) : 0;
    }

    private static Encoding? Utf16(ReadOnlySpan<byte> start) =>
        start is [0xFF, 0xFE, not 0, ..] or [0xFF, 0xFE, 0, not 0, ..] ? Encoding.Unicode
        : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
        : null;

    private static string? WhyUnreadable(ReadOnlySpan<byte> start)
    {
        if (start is [0x1F, 0x8B, ..])
        {
            return "compressed twice; unpack it once";
        }

        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return "a zip archive; unpack it";
        }

        if (start is [(byte)'O', (byte)'b', (byte)'j', 1, ..])
        {
            return "Avro, as Event Hubs Capture writes it; give the bodies of its events, one JSON text a line";
        }

        if (start is [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..])
        {
            return "Parquet; give its rows as JSON or CSV";
        }

        if (start is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
        {
            return "UTF-32; write UTF-8, or UTF-16 with a byte order mark";
        }

        if (start.Contains((byte)0))
        {
            return "not text: zero bytes; write UTF-8, or UTF-16 with a byte order mark";
        }

        return MostlyInvalid(start) ? "not UTF-8: letters outside ASCII are in another encoding; write UTF-8" : null;
    }

    /// <summary>One bad byte in a client's text is that row's matter; text in another code page is bad wherever it is not ASCII.</summary>
    private static bool MostlyInvalid(ReadOnlySpan<byte> text)
    {
        var (valid, invalid) = (0, 0);
        while (text.IndexOfAnyExceptInRange((byte)0, (byte)127) is var at and >= 0)
        {
            text = text[at..];
            var status = Rune.DecodeFromUtf8(text, out _, out var used);
            valid += status is System.Buffers.OperationStatus.Done ? 1 : 0;
            invalid += status is System.Buffers.OperationStatus.InvalidData ? 1 : 0;
            text = text[used..];
        }

        return invalid > 2 && invalid > valid;
    }
}
