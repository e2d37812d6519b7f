using System.Collections.Concurrent;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Local.Replay;

/// <summary>Looks at all of the input: where the rows are and when they happened, which identities are non-human, what cannot be read.</summary>
/// <remarks>
/// Memory holds a few blocks, however large a file, a line or a row is. Files with a row per line are cut into blocks at line ends, which are read on all cores
/// and put together in order; should a block's end turn out to cut something, the file is read on from there in one go.
/// </remarks>
internal sealed class LogScanner(LogIndex index, EvidenceRules rules, bool keepRaw, bool everyRow, RowRules? matching)
{
    /// <summary>So large that most of a tenant's users come several times: what is known of each is put together once per block.</summary>
    private const int BlockBytes = 16 * 1024 * 1024;

    private readonly ConcurrentBag<RowGlance> _glances = [];

    private readonly int _ahead = Math.Max(2, Environment.ProcessorCount + 1);

    /// <param name="progress">Told the bytes read.</param>
    public void Scan(IReadOnlyList<LogFile> files, Action<long> progress, CancellationToken ct)
    {
        var queue = new Queue<Task<Block>>();
        using var blocks = BlocksOf(files).GetEnumerator();
        var (skipped, line, current) = ((LogFile?)null, 0L, (LogFile?)null);
        while (true)
        {
            while (queue.Count < _ahead && blocks.MoveNext())
            {
                var block = blocks.Current;
                queue.Enqueue(Task.Run(() => Read(block, ct), ct));
            }

            if (!queue.TryDequeue(out var next))
            {
                return;
            }

            var read = next.GetAwaiter().GetResult();
            if (read.File == skipped)
            {
                continue;
            }

            if (read.Piece!.EndsOpen && read.End < read.File.Length)
            {
                skipped = read.File;
                read = Read(read with { End = read.File.Length, Piece = null }, ct);
            }

            line = read.File == current ? line : 0;
            current = read.File;
            index.Add(read.File, read.Piece!, line);
            line += read.Piece!.Lines;
            progress(read.End - read.Start);
        }
    }

    private static IEnumerable<Block> BlocksOf(IReadOnlyList<LogFile> files)
    {
        var buffer = new byte[64 * 1024];
        foreach (var file in files)
        {
            var start = 0L;
            while (start < file.Length)
            {
                var end = file.Length - start <= BlockBytes || (start == 0 && !StartsWithRow(file, buffer)) ? file.Length : LineEnd(file, start + BlockBytes, buffer);
                yield return new Block(file, start, end, null);
                start = end;
            }
        }
    }

    /// <summary>Whether the first line is an object of its own, so that the others probably are.</summary>
    private static bool StartsWithRow(LogFile file, byte[] buffer)
    {
        var start = TryRead(file, buffer, 0);
        var line = start[..Math.Max(0, start.IndexOf((byte)'\n'))];
        if (line.IsEmpty)
        {
            return false;
        }

        var splitter = new RecordSplitter();
        return splitter.Next(line, final: true, out var item) && item.IsWhole && (item.Format is null || item.Format == RowFormat.Wrapped) && !splitter.Next(line[(int)splitter.Position..], final: true, out _) && !splitter.EndsOpen;
    }

    private static long LineEnd(LogFile file, long from, byte[] buffer)
    {
        for (var at = from; at < file.Length;)
        {
            var text = TryRead(file, buffer, at);
            var end = text.IndexOf((byte)'\n');
            if (end >= 0 || text.IsEmpty)
            {
                return text.IsEmpty ? file.Length : at + end + 1;
            }

            at += text.Length;
        }

        return file.Length;
    }

    /// <summary>A fault here shows again, and is told, when the block is read.</summary>
    private static ReadOnlySpan<byte> TryRead(LogFile file, byte[] buffer, long offset)
    {
        try
        {
            return buffer.AsSpan(0, file.Read(buffer, offset));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private Block Read(Block block, CancellationToken ct)
    {
        var piece = new ScannedPiece(block.File, block.Start, rules, keepRaw, everyRow, matching);
        var glance = everyRow ? null : _glances.TryTake(out var idle) ? idle : new RowGlance(row => RowEvidence.For(row, rules).Count > 0);
        var reading = new PieceReading(block.File, block.Start, block.End, piece, glance);
        try
        {
            reading.Run(ct);
        }
        catch (IOException broken)
        {
            piece.Reject(reading.LinesBefore + 1, reading.Offset, RejectReasons.ReadError, broken.Message);
        }

        if (glance is not null)
        {
            _glances.Add(glance);
        }

        return block with { Piece = piece };
    }

    private sealed record Block(LogFile File, long Start, long End, ScannedPiece? Piece);
}
