using System.Buffers;
using NhiEvents.Core.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Shows a piece of a file to the splitter through a buffer that never grows.</summary>
/// <param name="glance">Passes over rows that show no automation; null to read every row.</param>
internal sealed class PieceReading(LogFile file, long start, long end, ScannedPiece piece, RowGlance? glance)
{
    private const int BufferBytes = 4 * RecordSplitter.Lookahead;

    private readonly long _start = start;
    private readonly RecordSplitter _splitter = new(RowFormat.CategoryOf(file.Name));

    /// <summary>Line ends before the buffer, and before the damage that began before the buffer.</summary>
    private long _linesAtDamage = -1;

    /// <summary>The file's byte that the buffer starts with.</summary>
    public long Offset { get; private set; } = start;

    public long LinesBefore { get; private set; }

    public void Run(CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferBytes, end - _start));
        try
        {
            Run(buffer, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Run(byte[] buffer, CancellationToken ct)
    {
        var filled = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length - filled, end - Offset - filled);
            var count = file.Read(buffer.AsSpan(filled, wanted), Offset + filled);
            filled += count;
            var final = count < wanted || Offset + filled == end; // a file that has shrunk ends here
            ReadOnlySpan<byte> text = buffer.AsSpan(0, filled);
            var (counted, lines) = (0, LinesBefore);
            while (true)
            {
                PassPlain(text, final);
                if (!_splitter.Next(text[Place..], final, out var item))
                {
                    break;
                }

                var at = (int)Math.Max(item.Offset + _start - Offset, 0);
                var line = lines;
                if (item.Result is ReadResult.Unreadable why && at >= counted)
                {
                    var place = Math.Min(at + (int)why.Offset, text.Length);
                    line = lines += text[counted..place].Count((byte)'\n');
                    counted = place;
                }

                piece.Add(item, item.Offset + _start, _linesAtDamage >= 0 && item.Offset + _start < Offset ? _linesAtDamage + 1 : line + 1, text.Slice(at, item.IsWhole ? item.Length : 0));
            }

            if (final)
            {
                piece.Lines = LinesBefore + text.Count((byte)'\n');
                piece.EndsOpen = _splitter.EndsOpen;
                return;
            }

            Shift(buffer, text, ref filled);
        }
    }

    private void PassPlain(ReadOnlySpan<byte> text, bool final)
    {
        while (glance is not null && _splitter.IsAtRow)
        {
            var blanks = text[Place..].IndexOfAnyExcept(" \t\r\n,"u8);
            if (blanks < 0 || text[Place + blanks] != (byte)'{' || (!final && text.Length - Place - blanks < RecordSplitter.Lookahead) || !glance.TryRead(text[(Place + blanks)..], out var row))
            {
                return;
            }

            piece.AddPlain(row, _splitter.Position + blanks + _start);
            _splitter.PassRow(blanks + row.Length);
        }
    }

    private int Place => (int)(_splitter.Position + _start - Offset);

    private void Shift(byte[] buffer, ReadOnlySpan<byte> text, ref int filled)
    {
        var done = Place;
        if (_splitter.DamageStart is not { } damage)
        {
            _linesAtDamage = -1;
        }
        else if (damage + _start >= Offset)
        {
            _linesAtDamage = LinesBefore + text[..(int)(damage + _start - Offset)].Count((byte)'\n');
        }

        LinesBefore += text[..done].Count((byte)'\n');
        text[done..].CopyTo(buffer);
        filled -= done;
        Offset += done;
    }
}
