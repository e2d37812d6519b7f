using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>From when to when.</summary>
internal static class TermRules
{
    /// <summary>How far back a start may lie: a command may be put off for so long while Entra has no time.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    public static IEnumerable<RequestFault> Faults(RequestExemption request, RequestFacts facts, ExemptionRules rules, DateTimeOffset now)
    {
        if (request.Start < now - Late)
        {
            yield return new(RequestFaultKind.StartInThePast, $"The start {request.Start:u} has passed.");
        }

        if (request.ExemptionKind is ExemptionKind.Standing)
        {
            if (request.End is not null)
            {
                yield return new(RequestFaultKind.StandingWithEnd, "A standing exception has no end. Ask for one with an end, if there is one.");
            }
        }
        else if (request.End is not { } end)
        {
            yield return new(RequestFaultKind.EndMissing, "An end is missing.");
        }
        else if (end <= StartOf(request, now))
        {
            yield return new(RequestFaultKind.EndNotAfterStart, $"The end {end:u} is not after the start {StartOf(request, now):u}.");
        }
        else
        {
            var (cap, why) = CapAndReason(request, facts, rules);
            if (end - StartOf(request, now) > cap)
            {
                yield return new(RequestFaultKind.OverCap, $"It would last {Text(end - StartOf(request, now))}; {Text(cap)} is the longest {why}.");
            }

            if (EndOf(request, rules, now) is null)
            {
                yield return new(RequestFaultKind.NoEndingTime, "Between start and end there is no time at which exceptions may end (ending windows and freezes). Choose a later end.");
            }
        }
    }

    /// <summary>Now, for a start that has just passed.</summary>
    public static DateTimeOffset StartOf(RequestExemption request, DateTimeOffset now) => request.Start > now ? request.Start : now;

    /// <summary>The end, moved earlier where the calendar asks for that; null when there is none.</summary>
    public static DateTimeOffset? EndOf(RequestExemption request, ExemptionRules rules, DateTimeOffset now) =>
        request.End is { } end ? rules.Calendar.LatestEnd(end, StartOf(request, now)) : null;

    public static TimeSpan? CapOf(RequestExemption request, RequestFacts facts, ExemptionRules rules) =>
        request.ExemptionKind is ExemptionKind.Standing ? null : CapAndReason(request, facts, rules).Cap;

    private static (TimeSpan Cap, string Why) CapAndReason(RequestExemption request, RequestFacts facts, ExemptionRules rules)
    {
        List<(TimeSpan Cap, string Why)> caps = [(rules.StandardCap, "for any identity")];
        if (facts.Identity is { Privileged: true })
        {
            caps.Add((rules.PrivilegedCap, "for an identity with privileges"));
        }

        if (facts.Policies.Any(policy => !policy.Guarded))
        {
            caps.Add((rules.UnguardedCap, "while no guard policy keeps it to the agreed networks"));
        }

        if (request.ExemptionKind is ExemptionKind.InteractiveMaintenance)
        {
            caps.Add((rules.MaintenanceCap, "for use by a person"));
        }

        return caps.MinBy(cap => cap.Cap);
    }

    public static string Text(TimeSpan span) => span.TotalHours >= 48 ? $"{span.TotalDays:0.#} days" : $"{span.TotalHours:0.#} hours";
}
