namespace NhiEvents.Core.Tests.Doubles;

/// <summary>Fails at one chosen call of a port, before or after its effect.</summary>
internal sealed class Crash
{
    private int _steps;

    public int? At { get; set; }

    /// <summary>Calls so far.</summary>
    public int Steps => _steps;

    public void Step()
    {
        if (++_steps == At)
        {
            throw new IOException($"crash at call {_steps}");
        }
    }
}
