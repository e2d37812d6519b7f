using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    /// <summary>Dead letters by sequence, from this one on; nothing is locked or changed.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public IReadOnlyList<DeadLetter> PeekDeadLetters(string entityPath, int max, long fromSequence = 0) =>
        _rows.DeadLetters(_entities.ToReceive(entityPath).Path, max, fromSequence);

    /// <summary>Puts dead letters back to where they were, as new messages with the id <c>&lt;id&gt;#r&lt;n&gt;</c>; returns how many of the sequences were there.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public async Task<int> ResubmitAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        var entity = _entities.ToReceive(entityPath);
        ct.ThrowIfCancellationRequested();
        var count = await _rows.ResubmitAsync(entity, sequences);
        if (count > 0)
        {
            Announce(entity.Path, _time.GetUtcNow().UtcTicks);
        }

        return count;
    }

    /// <summary>Removes dead letters for good; returns how many of the sequences were there.</summary>
    /// <exception cref="ArgumentException">Unknown entity path.</exception>
    public Task<int> DiscardAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct)
    {
        var path = _entities.ToReceive(entityPath).Path;
        ct.ThrowIfCancellationRequested();
        return _rows.DiscardAsync(path, sequences);
    }
}
