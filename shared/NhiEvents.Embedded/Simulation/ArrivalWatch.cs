using System.Collections.Concurrent;
using System.Text;

namespace NhiEvents.Embedded.Simulation;

/// <summary>Notes when certain log records reach the event hub, so that the log's own delay can be told from ours.</summary>
/// <remarks>For several threads: on the real clock, logs are delivered while the world goes on.</remarks>
internal sealed class ArrivalWatch
{
    /// <summary>Ids of records are no longer.</summary>
    private const int LongestId = 128;

    private readonly ConcurrentDictionary<string, bool> _awaited = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _arrived = new(StringComparer.Ordinal);

    public void Await(string recordId) => _awaited[recordId] = true;

    /// <summary>Null: not seen.</summary>
    public DateTimeOffset? ArrivalOf(string recordId) => _arrived.TryGetValue(recordId, out var at) ? at : null;

    /// <summary>Looks up each id in the message: thousands of records can be awaited at once.</summary>
    public void Arrived(ReadOnlySpan<byte> message, DateTimeOffset now)
    {
        var awaited = _awaited.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> id = stackalloc char[LongestId];
        while (!_awaited.IsEmpty && message.IndexOf("\"id\":\""u8) is var at and >= 0)
        {
            message = message[(at + "\"id\":\"".Length)..];
            if (message.IndexOf((byte)'"') is var length and >= 0 and <= LongestId
                && Encoding.UTF8.TryGetChars(message[..length], id, out var chars)
                && awaited.TryRemove(id[..chars], out var found, out _))
            {
                _arrived[found] = now;
            }
        }
    }
}
