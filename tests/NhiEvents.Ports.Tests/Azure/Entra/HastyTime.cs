using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>A clock on which nobody waits: a delay moves it to the end of the delay. Remembers the delays.</summary>
internal sealed class HastyTime(ManualTime time) : TimeProvider
{
    private readonly List<TimeSpan> _waited = [];

    public IReadOnlyList<TimeSpan> Waited
    {
        get
        {
            lock (_waited)
            {
                return [.. _waited];
            }
        }
    }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_waited)
        {
            _waited.Add(dueTime);
            time.Advance(dueTime);
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state)); // not before the caller has the timer
        return new Done();
    }

    private sealed class Done : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
