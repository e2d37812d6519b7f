using System.Collections.Concurrent;
using System.Text;

namespace NhiEvents.Embedded.Simulation;

/// <summary>Notes when certain log records reach the event hub, so that the log's own delay can be told from ours.</summary>
/// <remarks>For several threads: on the real clock, logs are delivered while the world goes on.</remarks>
internal sealed class ArrivalWatch
{
    private readonly ConcurrentDictionary<string, byte[]> _awaited = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _arrived = new(StringComparer.Ordinal);

    public void Await(string recordId) => _awaited[recordId] = Encoding.UTF8.GetBytes($"\"id\":\"{recordId}\"");

    /// <summary>Null: not seen.</summary>
    public DateTimeOffset? ArrivalOf(string recordId) => _arrived.TryGetValue(recordId, out var at) ? at : null;

    public void Arrived(ReadOnlySpan<byte> message, DateTimeOffset now)
    {
        foreach (var (id, text) in _awaited)
        {
            if (message.IndexOf(text) >= 0)
            {
                _arrived[id] = now;
                _awaited.TryRemove(id, out _);
            }
        }
    }
}
