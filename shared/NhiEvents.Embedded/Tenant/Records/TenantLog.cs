using System.Buffers;
using NhiEvents.Embedded.Tenant.Faults;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Collects records and hands them over as diagnostic settings do: messages <c>{"records":[…]}</c> of at most 256 KB.</summary>
/// <remarks>Records that wait are in memory only: like Entra's own pipeline, it is not something a reader can go back to. Not safe for several threads.</remarks>
internal sealed class TenantLog(LogFaults faults)
{
    /// <summary>Most bytes of one message.</summary>
    public const int MaxMessageBytes = 256 * 1024;

    private static readonly byte[] Opening = [.. "{\"records\":["u8];
    private static readonly byte[] Closing = [.. "]}"u8];

    private readonly List<Waiting> _waiting = [];

    /// <summary>Two that change places: a new large one every five minutes would keep the collector busy with nothing else.</summary>
    private ArrayBufferWriter<byte> _bytes = new(1024 * 1024);

    private ArrayBufferWriter<byte> _kept = new(1024 * 1024);
    private long _sequence;

    /// <summary>When the first record that waits is due; null: none waits.</summary>
    public DateTimeOffset? NextDue => _waiting.Count == 0 ? null : _waiting.Min(record => record.Due);

    /// <param name="number">The tenant's number of the record: faults follow from it, also after reopening.</param>
    public void Add(DateTimeOffset now, long number, ReadOnlySpan<byte> record)
    {
        for (var copy = faults.Copies(number); copy > 0; copy--)
        {
            var draw = (number * 2) + copy;
            _waiting.Add(new Waiting(now + faults.DelayOf(draw), faults.OrderOf(draw), _sequence++, _bytes.WrittenCount, record.Length));
            _bytes.Write(record);
        }
    }

    /// <summary>Everything that is due, in as few messages as the limit allows, and forgets it.</summary>
    public List<ReadOnlyMemory<byte>> Take(DateTimeOffset now)
    {
        var due = _waiting.Where(record => record.Due <= now).OrderBy(record => record.Order).ThenBy(record => record.Sequence).ToArray();
        var messages = new List<ReadOnlyMemory<byte>>();
        for (var (from, next) = (0, 0); from < due.Length; from = next)
        {
            var bytes = Opening.Length + due[next++].Length + Closing.Length;
            while (next < due.Length && bytes + 1 + due[next].Length <= MaxMessageBytes)
            {
                bytes += 1 + due[next++].Length;
            }

            messages.Add(Message(due.AsSpan(from..next), bytes));
        }

        Keep(now);
        return messages;
    }

    private byte[] Message(ReadOnlySpan<Waiting> records, int bytes)
    {
        var message = GC.AllocateUninitializedArray<byte>(bytes);
        Opening.CopyTo(message, 0);
        var at = Opening.Length;
        foreach (var record in records)
        {
            if (at > Opening.Length)
            {
                message[at++] = (byte)',';
            }

            _bytes.WrittenSpan.Slice(record.Offset, record.Length).CopyTo(message.AsSpan(at));
            at += record.Length;
        }

        Closing.CopyTo(message, at);
        return message;
    }

    private void Keep(DateTimeOffset now)
    {
        var later = _waiting.Where(record => record.Due > now).ToList();
        _waiting.Clear();
        _kept.ResetWrittenCount();
        foreach (var record in later)
        {
            _waiting.Add(record with { Offset = _kept.WrittenCount });
            _kept.Write(_bytes.WrittenSpan.Slice(record.Offset, record.Length));
        }

        (_bytes, _kept) = (_kept, _bytes);
    }

    private readonly record struct Waiting(DateTimeOffset Due, double Order, long Sequence, int Offset, int Length);
}
