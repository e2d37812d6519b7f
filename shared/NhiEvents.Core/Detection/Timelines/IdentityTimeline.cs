namespace NhiEvents.Core.Detection.Timelines;

/// <summary>How one identity's sign-ins went over time. Its slots add up to the totals of <c>identities.json</c>.</summary>
/// <param name="Slots">In time order; a slot in which nothing happened is left out.</param>
/// <param name="Paths">Applications and resources with at least one failure.</param>
public sealed record IdentityTimeline(string TenantId, string IdentityId, IReadOnlyList<TimelineSlot> Slots, IReadOnlyList<PathOutcome> Paths);

/// <param name="Index">Which slot of the <see cref="TimelineScale"/>.</param>
/// <param name="Failures">Distinct failed sign-ins, of any code.</param>
/// <param name="ByFinding">How many of them, of the denied operations and of the lockouts, count for which open finding, by finding number; in that order.</param>
public sealed record TimelineSlot(int Index, int Successes, int Failures, IReadOnlyList<FindingCount> ByFinding)
{
    /// <summary>Operations that Azure Resource Manager refused for want of MFA; no sign-ins.</summary>
    public int Denied { get; init; }

    /// <summary>Lockouts that domain controllers reported; no sign-ins.</summary>
    public int LockedOut { get; init; }

    /// <summary>True when more happened than was told apart.</summary>
    public bool IsLowerBound { get; init; }
}

public sealed record FindingCount(string Finding, int Count);

/// <summary>The latest that is known of one application signing in to one resource.</summary>
/// <param name="FailedWith">The latest failure by error code.</param>
public sealed record PathOutcome(string App, string Resource, DateTimeOffset? LastSuccess, IReadOnlyDictionary<int, DateTimeOffset> FailedWith);
