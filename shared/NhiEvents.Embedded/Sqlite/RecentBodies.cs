namespace NhiEvents.Embedded.Sqlite;

/// <summary>Bodies that were just stored, for those who read them right afterwards: they need no copy of their own out of the database.</summary>
/// <remarks>Whether a body is here changes no answer: what is not, is in the database. Safe for concurrent use.</remarks>
internal sealed class RecentBodies
{
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, (ReadOnlyMemory<byte> Body, int Readers)> _bodies = [];
    private readonly Queue<long> _oldestFirst = new();
    private int _bytes;

    /// <summary>To be called when the row is committed.</summary>
    /// <param name="body">Nobody changes it any more.</param>
    /// <param name="readers">How often it will be asked for; then it is forgotten.</param>
    public void Keep(long row, ReadOnlyMemory<byte> body, int readers)
    {
        lock (_gate)
        {
            _bodies[row] = (body, readers);
            _bytes += body.Length;
            _oldestFirst.Enqueue(row);
            while (_oldestFirst.TryPeek(out var oldest) && (_bytes > MaxBytes || !_bodies.ContainsKey(oldest)))
            {
                Forget(_oldestFirst.Dequeue());
            }
        }
    }

    /// <summary>Null when it is not here.</summary>
    public ReadOnlyMemory<byte>? Take(long row)
    {
        lock (_gate)
        {
            if (!_bodies.TryGetValue(row, out var kept))
            {
                return null;
            }

            if (kept.Readers == 1)
            {
                Forget(row);
            }
            else
            {
                _bodies[row] = kept with { Readers = kept.Readers - 1 };
            }

            return kept.Body;
        }
    }

    private void Forget(long row)
    {
        if (_bodies.Remove(row, out var kept))
        {
            _bytes -= kept.Body.Length;
        }
    }
}
