using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Calendar;

namespace NhiEvents.Core.Exceptions.Brakes;

/// <summary>Whether a write may go out now: the last step before it.</summary>
internal abstract record HoldDecision
{
    private HoldDecision()
    {
    }

    public sealed record Go : HoldDecision;

    /// <param name="Text">What holds it, for a person.</param>
    /// <param name="Page">Whether a person has to act for it to go on.</param>
    public sealed record Hold(HoldReason Reason, string Text, DateTimeOffset Until, bool Page) : HoldDecision;

    /// <summary>How soon to look again where no time is known.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>The same while the mode does not let anything be written: modes change slowly.</summary>
    private static readonly TimeSpan WhileWatching = TimeSpan.FromHours(1);

    /// <param name="cause">Why an exclusion has to go; null when one is to be made.</param>
    /// <param name="whyProtected">Why the identity is never written to, whatever else was decided; null when it is not protected.</param>
    /// <param name="underLimit">Whether this hour's limit of removals leaves room.</param>
    public static HoldDecision For(
        Exemption exemption, EndCause? cause, BrakeState brakes, string? whyProtected, EndingCalendar calendar, bool underLimit, DateTimeOffset now)
    {
        var write = cause is null ? "The exclusion is not made" : "The exclusion is not removed";
        if (whyProtected is not null)
        {
            return new Hold(HoldReason.Protected, $"{write}: the identity is protected ({whyProtected}). A person with the right role has to act.", now + TimeSpan.FromHours(1), Page: true);
        }

        if (brakes.Stopped is not null)
        {
            return new Hold(HoldReason.Stopped, $"{write}: all writes are stopped.", now + Again, Page: false);
        }

        if (brakes.ModeOf(exemption.Policies) is not ExceptionMode.Enforce and var mode)
        {
            return new Hold(
                mode is ExceptionMode.Observe ? HoldReason.Observing : HoldReason.Proposing,
                $"{write}: the mode of its policies is {(mode is ExceptionMode.Observe ? "observe" : "propose")}.",
                now + WhileWatching,
                Page: mode is ExceptionMode.Propose);
        }

        // A freeze protects what works. What a person has revoked, or what lost its guard, does not wait for it.
        if (cause is null or EndCause.Expired && calendar.FrozenUntil(now) is { } until)
        {
            return new Hold(HoldReason.Frozen, $"{write}: changes are frozen until {until:u}.", until, Page: cause is not null);
        }

        return cause is not null && !underLimit
            ? new Hold(HoldReason.OverLimit, $"{write}: this hour's limit of removals for a policy is reached.", NextHour(now), Page: true)
            : new Go();
    }

    private static DateTimeOffset NextHour(DateTimeOffset now) => new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, now.Offset).AddHours(1);
}

/// <summary>What holds a write.</summary>
internal enum HoldReason
{
    Protected,
    Stopped,
    Observing,
    Proposing,
    Frozen,
    OverLimit,
}
