using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Local.Replay;

/// <summary>Reads the input once: where the rows are and when they happened, which identities are non-human, what cannot be read.</summary>
internal sealed class LogScanner(LogIndex index, EvidenceRules rules, bool keepRaw)
{
    private const int BlockBytes = 8 * 1024 * 1024;

    /// <summary>A JSON document that is not one row per line is read whole, up to this.</summary>
    private const int WholeFileBytes = 1024 * 1024 * 1024;

    private const int RawBytes = 1024;

    /// <param name="progress">Told the bytes read.</param>
    public void Scan(LogFile file, int number, Action<long> progress, CancellationToken ct)
    {
        long offset = 0;
        long line = 1;
        var buffer = new byte[Math.Min(BlockBytes, file.Length)];
        while (offset < file.Length)
        {
            ct.ThrowIfCancellationRequested();
            var filled = file.Read(buffer, offset);
            if (filled == 0)
            {
                return; // the file has shrunk
            }

            var whole = offset + filled >= file.Length;
            var length = whole ? filled : Cut(buffer.AsSpan(0, filled));
            if (length == 0)
            {
                if (buffer.Length >= Math.Min(WholeFileBytes, file.Length))
                {
                    Reject(file, line, offset, RejectReasons.TooLarge, $"no row ends within {buffer.Length} bytes; write one JSON row per line");
                    return;
                }

                buffer = new byte[(int)Math.Min(Math.Min((long)buffer.Length * 4, WholeFileBytes), file.Length)];
                continue;
            }

            line = ScanBlock(file, number, buffer.AsSpan(0, length), offset, line);
            offset += length;
            progress(length);
        }
    }

    /// <summary>How much of the block ends with a whole row: everything up to the last line that starts a row, when rows stand on lines of their own; else nothing yet.</summary>
    private static int Cut(ReadOnlySpan<byte> block)
    {
        var firstLine = block[..(block.IndexOf((byte)'\n') + 1)];
        return firstLine.Length > 0 && IsComplete(firstLine) ? block.LastIndexOf((byte)'\n') + 1 : 0;
    }

    private static bool IsComplete(ReadOnlySpan<byte> line)
    {
        var text = line.TrimEnd(" \t\r\n"u8);
        return text.IsEmpty || text[^1] is (byte)'}' || !text.StartsWith("{"u8) && !text.StartsWith("["u8);
    }

    private long ScanBlock(LogFile file, int number, ReadOnlySpan<byte> block, long offset, long line)
    {
        var counted = 0;
        foreach (var range in RecordSplitter.Split(block))
        {
            line += block[counted..range.Offset].Count((byte)'\n');
            counted = range.Offset;
            var record = block.Slice(range.Offset, range.Length);
            var at = offset + range.Offset;
            if (range.Fault is { } fault)
            {
                Reject(file, line, at, fault, Text(record, range.Detail));
                continue;
            }

            switch (SignInReader.Read(record))
            {
                case ReadResult.Row row:
                    var content = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(record));
                    index.Add(new LogEntry(row.SignIn.At.UtcTicks, content, number, at, range.Length), row.SignIn, RowEvidence.For(row.SignIn, rules));
                    break;
                case ReadResult.NotForUs other:
                    index.Skipped[other.Reason] = index.Skipped.GetValueOrDefault(other.Reason) + 1;
                    break;
                case ReadResult.Unreadable unreadable:
                    Reject(file, line, at + unreadable.Offset, unreadable.Reason, Text(record, unreadable.Detail));
                    break;
            }
        }

        return line + block[counted..].Count((byte)'\n');
    }

    private string Text(ReadOnlySpan<byte> record, string? detail) =>
        keepRaw ? Encoding.UTF8.GetString(record[..Math.Min(record.Length, RawBytes)]) : detail ?? "";

    private void Reject(LogFile file, long line, long offset, string reason, string text) =>
        index.Rejected.Add(new RejectedRow(file.Name, line, offset, reason, text));
}
