namespace NhiEvents.Azure.Graph;

/// <summary>At most so many requests begin within any window; who comes too early waits, in order.</summary>
internal sealed class RequestBudget(int requests, TimeSpan window, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<TimeSpan> _starts = new();
    private readonly long _origin = time.GetTimestamp();

    public async Task WaitAsync(CancellationToken ct)
    {
        var wait = Reserve();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, ct);
        }
    }

    private TimeSpan Reserve()
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(_origin);
            var free = _starts.Count < requests ? now : _starts.Dequeue() + window;
            var start = free > now ? free : now;
            _starts.Enqueue(start);
            return start - now;
        }
    }
}
