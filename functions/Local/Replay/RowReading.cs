using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Reads single rows of the input again. Not for several threads.</summary>
/// <param name="matching">Rules to try rows with that were passed over at first; null for none.</param>
internal sealed class RowReading(LogIndex index, RowRules? matching = null)
{
    /// <summary>Holds nearly any row.</summary>
    private const int UsualBytes = 16 * 1024;

    private byte[] _buffer = new byte[UsualBytes];

    /// <summary>The row of an entry; null, and rejected, when the file was changed since.</summary>
    public SignIn? Read(LogEntry entry)
    {
        var row = entry.SignIn ?? (ReadAgain(entry) as ReadResult.Row)?.SignIn;
        return row is null || entry.NamesTenant || index.TenantOfOthers is not { } tenant ? row : row with { TenantId = tenant };
    }

    /// <summary>The row of an entry, which is of another log than the sign-ins; null, and rejected, when the file was changed since.</summary>
    public ReadResult.Other? ReadOther(LogEntry entry)
    {
        var row = ReadAgain(entry) as ReadResult.Other;
        return row is null || entry.NamesTenant || index.TenantOfOthers is not { } tenant ? row : row.In(tenant);
    }

    /// <summary>The row that starts at a place.</summary>
    public Found? Read(PlainPlace plain)
    {
        var number = index.SourceAt(plain.Place);
        var source = index.Sources[number];
        var offset = plain.Place - source.File.Base;
        foreach (var bytes in (ReadOnlySpan<int>)[UsualBytes, RecordSplitter.Lookahead])
        {
            var text = Text(source, offset, bytes);
            if (First(source, text) is { Result: ReadResult.Row row, IsWhole: true } item)
            {
                var entry = ScannedPiece.EntryOf(row.SignIn, offset, text[..item.Length]) with { Source = number, NamesTenant = row.SignIn.TenantId != SignInReader.UnknownTenant };
                if (matching is not null && RawRow.Match(matching, text[..item.Length], source.Format) is { Count: > 0 } hits)
                {
                    entry = entry with { Hits = hits };
                }

                return new Found(row.SignIn, entry);
            }
        }

        Changed(source, offset);
        return null;
    }

    private ReadResult? ReadAgain(LogEntry entry)
    {
        var source = index.Sources[entry.Source];
        var text = Text(source, entry.Offset, entry.Length);
        if (text.Length == entry.Length && RowChecksum.Of(text) == entry.Checksum)
        {
            return First(source, text).Result;
        }

        Changed(source, entry.Offset);
        return null;
    }

    private static LogItem First(LogSource source, ReadOnlySpan<byte> text)
    {
        var splitter = source.Format is { } format ? RecordSplitter.Within(format) : new RecordSplitter();
        return splitter.Next(text, final: true, out var item) ? item : default;
    }

    private void Changed(LogSource source, long offset)
    {
        lock (index)
        {
            index.Reject(new RejectedRow(source.File.Name, 0, offset, RejectReasons.FileChanged, "the file was changed while it was read"));
        }
    }

    private ReadOnlySpan<byte> Text(LogSource source, long offset, int bytes)
    {
        if (_buffer.Length < bytes)
        {
            _buffer = new byte[bytes];
        }

        return _buffer.AsSpan(0, source.File.Read(_buffer.AsSpan(0, bytes), offset));
    }

    /// <summary>A row and where it is.</summary>
    public sealed record Found(SignIn SignIn, LogEntry Entry);
}
