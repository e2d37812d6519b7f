using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Brakes;

/// <summary>What the system may do in a tenant. Read at the last step before any write.</summary>
/// <param name="Stopped">Null while nothing is stopped.</param>
/// <param name="Mode">For policies that have none of their own.</param>
/// <param name="PolicyModes">By policy id.</param>
/// <param name="Pending">Waits for a second person.</param>
internal sealed record BrakeState(StopNotice? Stopped, ExceptionMode Mode, IReadOnlyDictionary<string, ExceptionMode> PolicyModes, ModeChange? Pending)
{
    /// <summary>Nothing is written until two persons have said so.</summary>
    public static BrakeState Initial { get; } = new(null, ExceptionMode.Observe, new Dictionary<string, ExceptionMode>(), null);

    /// <summary>The most careful mode of any of the policies.</summary>
    public ExceptionMode ModeOf(IReadOnlyList<string> policies) => policies.Select(policy => PolicyModes.GetValueOrDefault(policy, Mode)).Append(policies.Count == 0 ? Mode : ExceptionMode.Enforce).Min();
}

internal sealed record StopNotice(string PersonId, DateTimeOffset At, string Reason);

/// <param name="Policy">Null for the whole tenant.</param>
internal sealed record ModeChange(string? Policy, ExceptionMode Mode, string PersonId, DateTimeOffset At);

/// <summary>What a person's word about a mode does.</summary>
internal abstract record ModeDecision
{
    private ModeDecision()
    {
    }

    public sealed record Keep : ModeDecision;

    /// <summary>The first of two persons.</summary>
    public sealed record Propose(ModeChange Pending) : ModeDecision;

    /// <summary>The second person: the mode changes.</summary>
    public sealed record Confirm(BrakeState Next) : ModeDecision;

    /// <param name="validFor">How long the first person's word waits for the second's.</param>
    public static ModeDecision For(BrakeState state, string? policy, ExceptionMode mode, string personId, TimeSpan validFor, DateTimeOffset now)
    {
        if ((policy is null ? state.Mode : state.PolicyModes.GetValueOrDefault(policy, state.Mode)) == mode && (policy is null || state.PolicyModes.ContainsKey(policy)))
        {
            return new Keep();
        }

        var pending = state.Pending;
        if (pending is null || pending.Policy != policy || pending.Mode != mode || now - pending.At > validFor)
        {
            return new Propose(new ModeChange(policy, mode, personId, now));
        }

        if (pending.PersonId == personId)
        {
            return new Keep();
        }

        return new Confirm(policy is null
            ? state with { Mode = mode, Pending = null }
            : state with { PolicyModes = new Dictionary<string, ExceptionMode>(state.PolicyModes) { [policy] = mode }, Pending = null });
    }
}
