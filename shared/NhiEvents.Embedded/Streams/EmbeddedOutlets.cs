using System.Collections.Concurrent;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Streams;

/// <summary>Outlets in memory: what was sent can be read, and each can be out of order.</summary>
public sealed class EmbeddedOutlets : IOutlets
{
    private readonly ConcurrentQueue<(string Outlet, OutletPiece Piece)> _sent = new();

    private readonly ConcurrentDictionary<string, OutletException> _down = new(StringComparer.Ordinal);

    /// <summary>In the order of arrival, repetitions too.</summary>
    public IReadOnlyList<(string Outlet, OutletPiece Piece)> Sent => [.. _sent];

    /// <summary>How often somebody tried.</summary>
    public int Attempts { get; private set; }

    public void Break(string outlet, bool refuses = false) => _down[outlet] = new OutletException($"{outlet} is down.") { Refused = refuses };

    public void Mend(string outlet) => _down.TryRemove(outlet, out _);

    public Task SendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct)
    {
        Attempts++;
        if (_down.TryGetValue(target.Name, out var fault))
        {
            throw fault;
        }

        _sent.Enqueue((target.Name, piece));
        return Task.CompletedTask;
    }
}
