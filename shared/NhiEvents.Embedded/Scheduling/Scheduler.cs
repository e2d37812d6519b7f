namespace NhiEvents.Embedded.Scheduling;

/// <summary>Owns every delivery, timer, lock expiry, retry and scheduled message of the local host.</summary>
/// <remarks>
/// A source of work registers one step and is woken at times it names. <see cref="VirtualScheduler"/> runs one step at a time in the order
/// (due, sequence) and moves its own clock; <see cref="WallScheduler"/> runs the steps of different sources side by side on the real clock.
/// </remarks>
public abstract class Scheduler
{
    /// <summary>The clock that everything on this machine reads.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>Adds a source of work. It first runs when woken.</summary>
    /// <param name="name">For messages to a person.</param>
    /// <param name="step">Does what is ready; returns when it wants to run next, or null to wait for <see cref="Work.Wake"/>.</param>
    /// <param name="keepsRunGoing">False for what only repeats (timers): a run in virtual time ends when nothing else is due.</param>
    public abstract Work Register(string name, Func<CancellationToken, Task<DateTimeOffset?>> step, bool keepsRunGoing = true);

    /// <summary>Runs until cancelled; in virtual time also until nothing is ready, locked or due.</summary>
    public abstract Task RunAsync(CancellationToken ct);
}

/// <summary>One source of work.</summary>
public abstract class Work(string name)
{
    public string Name => name;

    /// <summary>Asks for a run at this time, or earlier when one is already asked for. Any thread may call it.</summary>
    public abstract void Wake(DateTimeOffset due);
}
