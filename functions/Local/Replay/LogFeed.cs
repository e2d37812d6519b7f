using System.Buffers;
using System.Text.Json;
using NhiEvents.Core.Events;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Local.Replay;

/// <summary>Sends the rows of an index to the event hub in the order in which they happened: in virtual time when they happened, on the wall clock at once.</summary>
internal sealed class LogFeed
{
    /// <summary>Most rows in one message; Azure Monitor writes some 20 to 500.</summary>
    private const int MaxRows = 500;

    /// <summary>Most bytes in one message (Azure Monitor: 256 KB or 1 MB).</summary>
    private const int MaxBytes = 256 * 1024;

    private readonly LogIndex _index;
    private readonly EventLog _hub;
    private readonly string _hubName;
    private readonly Action<int> _progress;
    private readonly bool _atTheirTime;
    private readonly Work _work;
    private int _next;

    /// <param name="progress">Told the rows sent so far.</param>
    public LogFeed(LogIndex index, EventLog hub, string hubName, Scheduler scheduler, Action<int> progress)
    {
        (_index, _hub, _hubName, _progress) = (index, hub, hubName, progress);
        _atTheirTime = scheduler is VirtualScheduler;
        _work = scheduler.Register("the log feed", StepAsync);
        if (index.Entries.Count > 0)
        {
            _work.Wake(DueOf(Group(0)));
        }
        else
        {
            Finished.SetResult();
        }
    }

    /// <summary>Completes when the last row is in the log.</summary>
    public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<DateTimeOffset?> StepAsync(CancellationToken ct)
    {
        var group = Group(_next);
        await _hub.AppendAsync(_hubName, [new LogRecord(Envelope(group), null, null)], ct);
        _next = group.End.Value;
        _progress(_next);
        if (_next < _index.Entries.Count)
        {
            return DueOf(Group(_next));
        }

        Finished.SetResult();
        return null;
    }

    /// <summary>The last row's time: a message cannot arrive before what is in it.</summary>
    private DateTimeOffset DueOf(Range group) =>
        _atTheirTime ? new DateTimeOffset(_index.Entries[group.End.Value - 1].Ticks, TimeSpan.Zero) : DateTimeOffset.MinValue;

    private Range Group(int start)
    {
        var end = start;
        for (var bytes = 0; end < _index.Entries.Count && end - start < MaxRows; end++)
        {
            bytes += _index.Entries[end].Length + (_index.Sources[_index.Entries[end].Source].Format?.Overhead ?? 0) + 1;
            if (bytes > MaxBytes && end > start)
            {
                break;
            }
        }

        return start..end;
    }

    private byte[] Envelope(Range group)
    {
        var (start, count) = group.GetOffsetAndLength(_index.Entries.Count);
        var body = new ArrayBufferWriter<byte>(MaxBytes);
        body.Write("{\"records\":["u8);
        var first = true;
        for (var i = start; i < start + count; i++)
        {
            var entry = _index.Entries[i];
            var row = new byte[entry.Length];
            var source = _index.Sources[entry.Source];
            if (source.File.Read(row, entry.Offset) < row.Length || RowChecksum.Of(row) != entry.Checksum)
            {
                _index.Reject(new RejectedRow(source.File.Name, 0, entry.Offset, RejectReasons.FileChanged, "the file was changed while it was read"));
                continue;
            }

            body.Write(first ? [] : ","u8);
            first = false;
            Write(row, entry, source, body);
        }

        body.Write("]}"u8);
        return body.WrittenSpan.ToArray();
    }

    private void Write(byte[] row, LogEntry entry, LogSource source, ArrayBufferWriter<byte> body)
    {
        ReadOnlySpan<byte> record = row;
        if (source.Format is not null)
        {
            var json = new ArrayBufferWriter<byte>(row.Length + source.Format.Overhead);
            source.Format.TryWrite(row, json);
            record = json.WrittenSpan;
        }

        if (!entry.NamesTenant && _index.TenantOfOthers is { } tenant)
        {
            body.Write("{\"tenantId\":\""u8);
            body.Write(JsonEncodedText.Encode(tenant).EncodedUtf8Bytes);
            body.Write("\","u8);
            record = record[1..];
        }

        body.Write(record);
    }
}
