namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Somebody or something that does things in the simulated world, one after the other.</summary>
internal abstract class Participant
{
    /// <summary>Does what is due now; returns when it wants to act again, later than now, or null for never.</summary>
    public abstract DateTimeOffset? Act(DateTimeOffset now);
}
