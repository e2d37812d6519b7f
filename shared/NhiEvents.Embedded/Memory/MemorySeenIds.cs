namespace NhiEvents.Embedded.Memory;

/// <summary>Duplicate detection of one entity.</summary>
internal sealed class MemorySeenIds
{
    private readonly Dictionary<string, long> _until = new(StringComparer.Ordinal);
    private readonly Queue<(long Until, string Id)> _oldestFirst = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _until.Count;

    /// <summary>False when the id was sent within the window. A duplicate does not prolong the window.</summary>
    public bool TryAdd(string id, TimeSpan? window, long now)
    {
        if (window is not { } remembered)
        {
            return true;
        }

        if (_until.TryGetValue(id, out var until) && until > now)
        {
            return false;
        }

        _until[id] = now + remembered.Ticks;
        _oldestFirst.Enqueue((now + remembered.Ticks, id));
        Expire(now);
        return true;
    }

    private void Expire(long now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _oldestFirst.Dequeue();
            if (_until[oldest.Id] <= now)
            {
                _until.Remove(oldest.Id);
            }
        }
    }
}
