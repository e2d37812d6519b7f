using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation.Truths;

namespace NhiEvents.Embedded.Simulation;

/// <summary>Something that a person who watches wants to know.</summary>
/// <param name="At">Virtual time.</param>
public abstract record Happening(DateTimeOffset At)
{
    /// <summary>Somebody does something in the tenant.</summary>
    public sealed record Act(DateTimeOffset At, string Text) : Happening(At);

    /// <summary>A job fails where it worked.</summary>
    public sealed record Broke(DateTimeOffset At, Truth Truth) : Happening(At);

    /// <summary>It works again.</summary>
    public sealed record Works(DateTimeOffset At, Truth Truth) : Happening(At);

    /// <summary>The system says what is wrong.</summary>
    /// <param name="Since">Since the first failure; null when nothing of the kind is broken.</param>
    public sealed record Found(DateTimeOffset At, Finding Finding, TimeSpan? Since) : Happening(At);

    /// <summary>The system takes a finding back.</summary>
    public sealed record Withdrawn(DateTimeOffset At, Finding Finding) : Happening(At);

    /// <summary>An exception is in another state.</summary>
    public sealed record ExceptionTurned(DateTimeOffset At, string Name, string Text) : Happening(At);

    /// <summary>The process ended in the middle of its work, and started again.</summary>
    public sealed record Crashed(DateTimeOffset At) : Happening(At);
}
