namespace NhiEvents.Embedded.Scheduling;

/// <summary>Holds virtual time back so that it passes at a multiple of real time, for people who want to watch.</summary>
/// <param name="wall">The real clock.</param>
/// <param name="speed">Virtual seconds per real second; above 0.</param>
public sealed class Pace(TimeProvider wall, double speed)
{
    /// <summary>Shorter waits are left out: the steps in between take time themselves, and the next longer wait makes up for it.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private (long Wall, DateTimeOffset Virtual)? _start;

    /// <summary>Waits until this virtual time may come. False: cancelled first.</summary>
    internal async Task<bool> WaitAsync(DateTimeOffset due, CancellationToken ct)
    {
        var start = _start ??= (wall.GetTimestamp(), due);
        var wait = ((due - start.Virtual) / speed) - wall.GetElapsedTime(start.Wall);
        if (wait >= ShortestWait)
        {
            try
            {
                await Task.Delay(wait, wall, ct);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return !ct.IsCancellationRequested;
    }
}
