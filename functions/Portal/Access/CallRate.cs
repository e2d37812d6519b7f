namespace NhiEvents.Functions.Portal.Access;

/// <summary>How many calls a caller may make in a minute; per instance.</summary>
/// <param name="clock">Callers live on the wall clock, also where the system's own time is simulated.</param>
internal sealed class CallRate(TimeProvider clock)
{
    /// <summary>Above this many callers in a minute, those who were not seen yet are refused: memory stays bounded.</summary>
    private const int MaxCallers = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>Counts a call. False when it is one too many.</summary>
    public bool Admits(string caller, int perMinute)
    {
        var minute = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        lock (_lock)
        {
            if (minute != _minute)
            {
                _calls.Clear();
                _minute = minute;
            }

            if (!_calls.TryGetValue(caller, out var made) && _calls.Count >= MaxCallers)
            {
                return false;
            }

            _calls[caller] = made + 1;
            return made < perMinute;
        }
    }
}
