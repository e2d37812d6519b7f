using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>What to do after a lost race: read again and decide again, at once.</summary>
/// <remarks>
/// No pause: in virtual time nothing may wait on a timer, and the winner has already written, so the next reading sees its work. The winner can be the same
/// work, its answer lost: what runs again must find that out from state alone.
/// </remarks>
public static class Race
{
    /// <summary>Attempts before the work goes back to where it came from.</summary>
    /// <remarks>In every round one writer gets through, so the 16 messages that an app handles at a time (host.json) may all be about one row.</remarks>
    private const int MaxAttempts = 20;

    /// <summary>Runs the load-decide-write until no other writer gets in between.</summary>
    /// <exception cref="StaleStateException">Somebody else was first every time.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> loadDecideWrite)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await loadDecideWrite();
            }
            catch (StaleStateException) when (attempt < MaxAttempts)
            {
                // Next attempt.
            }
        }
    }
}
