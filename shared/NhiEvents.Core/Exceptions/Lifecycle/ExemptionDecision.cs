using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Lifecycle;

/// <summary>What is due for an exception now.</summary>
internal abstract record ExemptionDecision
{
    private ExemptionDecision()
    {
    }

    public sealed record Keep : ExemptionDecision;

    /// <summary>Not before this time: a pause after a failure, or a hold.</summary>
    public sealed record Wait(DateTimeOffset Until) : ExemptionDecision;

    /// <summary>Read the guard back, then schedule.</summary>
    public sealed record Plan : ExemptionDecision;

    public sealed record Activate : ExemptionDecision;

    public sealed record Remove(EndCause Cause) : ExemptionDecision;

    /// <param name="Days">Whole days before the end, or before a standing exception has to be reviewed: 14, 7 or 1.</param>
    public sealed record Notify(int Days) : ExemptionDecision;

    /// <summary>The end has come, and there is nothing to remove.</summary>
    public sealed record Lapse : ExemptionDecision;

    /// <summary>The time that the platform states for old tokens is over.</summary>
    public sealed record Conclude : ExemptionDecision;

    /// <summary>The review of a standing exception was missed.</summary>
    public sealed record ReviewMissed : ExemptionDecision;

    public static ExemptionDecision For(Exemption exemption, DateTimeOffset now, IReadOnlyList<int> noticeDays) => exemption switch
    {
        { State: ExemptionState.Denied or ExemptionState.Ended } => new Keep(),
        { State: ExemptionState.EndedUnproven } => exemption.UnprovenUntil <= now ? new Conclude() : new Keep(),

        // A removal that was claimed is finished, whatever else has changed since.
        { State: ExemptionState.Expiring } => exemption.Trouble is { } trouble && trouble.NextAt > now ? new Wait(trouble.NextAt) : new Remove(exemption.Cause ?? EndCause.Expired),
        { State: ExemptionState.Active or ExemptionState.Activating } when exemption.End <= now => new Remove(EndCause.Expired),
        _ when exemption.End <= now => new Lapse(),

        { Trouble.NextAt: var next } when next > now => new Wait(next),
        { State: ExemptionState.Approved } => new Plan(),
        { State: ExemptionState.Activating } => new Activate(),
        { State: ExemptionState.Scheduled } when exemption.Start <= now => new Activate(),
        { State: ExemptionState.Active, ReviewBy: { } review } when review <= now => new ReviewMissed(),
        { State: ExemptionState.Active } when NoticeDue(exemption, now, noticeDays) is { } days => new Notify(days),
        _ => new Keep(),
    };

    /// <summary>When to look again, if nothing happens; null when nothing will be due.</summary>
    public static DateTimeOffset? NextLook(Exemption exemption, IReadOnlyList<int> noticeDays) => exemption switch
    {
        { State: ExemptionState.Denied or ExemptionState.Ended } => null,
        { State: ExemptionState.EndedUnproven } => exemption.UnprovenUntil,
        { State: ExemptionState.Expiring } => exemption.Trouble?.NextAt ?? DateTimeOffset.MinValue,
        _ => Earlier(Later(Undisturbed(exemption, noticeDays), exemption.Trouble?.NextAt), exemption.End),
    };

    private static DateTimeOffset? Undisturbed(Exemption exemption, IReadOnlyList<int> noticeDays) => exemption switch
    {
        { State: ExemptionState.Approved or ExemptionState.Activating } => DateTimeOffset.MinValue,
        { State: ExemptionState.Scheduled } => exemption.Start,
        { State: ExemptionState.Active, Deadline: { } deadline } => NoticeTimes(exemption, noticeDays).Append(deadline).Min(),
        _ => exemption.End,
    };

    /// <summary>The closest notice whose time has come and that was not given. After downtime that is one notice, not all that were missed.</summary>
    private static int? NoticeDue(Exemption exemption, DateTimeOffset now, IReadOnlyList<int> noticeDays) =>
        exemption.Deadline is not { } deadline ? null : Open(exemption, noticeDays).Where(days => deadline.AddDays(-days) <= now).Select(days => (int?)days).Min();

    private static IEnumerable<DateTimeOffset> NoticeTimes(Exemption exemption, IReadOnlyList<int> noticeDays) =>
        exemption.Deadline is { } deadline ? Open(exemption, noticeDays).Select(days => deadline.AddDays(-days)) : [];

    /// <summary>Notices that were not given, and that are no news: of an exception of ten days nobody is told that it ends in fourteen.</summary>
    private static IEnumerable<int> Open(Exemption exemption, IReadOnlyList<int> noticeDays) =>
        noticeDays.Where(days => !(exemption.Noticed <= days) && exemption.Deadline - exemption.Start > TimeSpan.FromDays(days));

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other > one ? other : one;
}
