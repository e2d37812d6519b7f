using System.Buffers;
using System.Text.Json;
using NhiEvents.Core.Events;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Rules;

/// <summary>Shows every row of a log file as JSON, whatever log it is from, through a buffer that never grows.</summary>
internal sealed class RowWalk(LogFile file)
{
    private readonly RecordSplitter _splitter = new(RowFormat.CategoryOf(file.Name));
    private readonly ArrayBufferWriter<byte> _json = new();
    private long _offset;

    /// <summary>What could not be read as rows.</summary>
    public int Damaged { get; private set; }

    /// <param name="take">Gets a row, and the byte of the file at which it starts.</param>
    public void Run(RowTaker take, CancellationToken ct)
    {
        var buffer = new byte[4 * RecordSplitter.Lookahead];
        for (var (filled, final) = (0, false); !final;)
        {
            ct.ThrowIfCancellationRequested();
            var count = file.Read(buffer.AsSpan(filled), _offset + filled);
            filled += count;
            final = filled < buffer.Length;
            ReadOnlySpan<byte> text = buffer.AsSpan(0, filled);
            while (_splitter.Next(text[Place..], final, out var item))
            {
                Take(item, text, take);
            }

            var done = Place;
            text[done..].CopyTo(buffer);
            filled -= done;
            _offset += done;
        }
    }

    private int Place => (int)(_splitter.Position - _offset);

    private void Take(in LogItem item, ReadOnlySpan<byte> text, RowTaker take)
    {
        if (!item.IsWhole)
        {
            Damaged++;
            return;
        }

        var row = text.Slice((int)(item.Offset - _offset), item.Length);
        if (item.Format is not { } format)
        {
            take(row, item.Offset);
            return;
        }

        _json.ResetWrittenCount();
        try
        {
            if (format.TryWrite(row, _json))
            {
                take(_json.WrittenSpan, item.Offset);
                return;
            }
        }
        catch (JsonException)
        {
            // Counted like the row that does not fit its columns.
        }

        Damaged++;
    }
}

internal delegate void RowTaker(ReadOnlySpan<byte> row, long offset);
