using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Scenarios;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Notices which secrets are gone from the tenant.</summary>
internal sealed class LookingAtSecrets(RotationBook rotations) : Participant
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public override DateTimeOffset? Act(DateTimeOffset now)
    {
        rotations.Look(now);
        return now + Every;
    }
}

/// <summary>A scenario's act on the agenda.</summary>
internal sealed class ActingOut(World world, ScenarioAct act) : Participant
{
    private int _step;

    public override DateTimeOffset? Act(DateTimeOffset now) => act.Run(world, now, _step++);
}
