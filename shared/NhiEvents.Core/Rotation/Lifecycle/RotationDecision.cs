using System.Diagnostics;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Policies;

namespace NhiEvents.Core.Rotation.Lifecycle;

/// <summary>What is due for a rotation now.</summary>
internal abstract record RotationDecision
{
    private RotationDecision()
    {
    }

    public sealed record Keep : RotationDecision;

    /// <summary>Not before this time.</summary>
    public sealed record Wait(DateTimeOffset Until) : RotationDecision;

    /// <summary>The calendar keeps it from beginning; the time is written down.</summary>
    public sealed record Postpone(DateTimeOffset Until) : RotationDecision;

    /// <summary>Read what is there, and plan.</summary>
    public sealed record Begin : RotationDecision;

    public sealed record Create : RotationDecision;

    public sealed record Test : RotationDecision;

    public sealed record Store : RotationDecision;

    /// <summary>Look at the evidence.</summary>
    public sealed record Watch : RotationDecision;

    public sealed record Retire : RotationDecision;

    public static RotationDecision For(CredentialRotation rotation, DateTimeOffset now, ChangeCalendar calendar) => rotation switch
    {
        { State: RotationState.Done or RotationState.Abandoned or RotationState.Held } => new Keep(),
        { Trouble.NextAt: var next } when next > now => new Wait(next),
        { State: RotationState.Planned } when !MayBegin(rotation) => new Keep(),

        // What is broken or known to others does not wait for a window.
        { State: RotationState.Planned, Cause: RotationCause.NearExpiry or RotationCause.Requested } when calendar.WaitUntil(now) is { } until && until < rotation.OldEndsAt => new Postpone(until),
        { State: RotationState.Planned } => new Begin(),
        { State: RotationState.Creating } => new Create(),
        { State: RotationState.Testing } => new Test(),
        { State: RotationState.Storing } => new Store(),
        { State: RotationState.Watching, WatchAt: { } at } when at > now => new Wait(at),
        { State: RotationState.Watching } => new Watch(),
        { State: RotationState.Retiring } => new Retire(),
        _ => throw new UnreachableException(),
    };

    /// <summary>When to look again, if nothing happens; null when nothing will be due.</summary>
    public static DateTimeOffset? NextLook(CredentialRotation rotation) => rotation switch
    {
        { State: RotationState.Done or RotationState.Abandoned or RotationState.Held } => null,
        { State: RotationState.Planned } when !MayBegin(rotation) => null,
        { State: RotationState.Watching } => Later(rotation.WatchAt, rotation.Trouble?.NextAt) ?? DateTimeOffset.MinValue,
        _ => rotation.Trouble?.NextAt ?? DateTimeOffset.MinValue,
    };

    private static bool MayBegin(CredentialRotation rotation) => rotation.Approved || (rotation.Terms.Mode is RotationMode.Enforce && rotation.Cause is not RotationCause.Rejected);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}
