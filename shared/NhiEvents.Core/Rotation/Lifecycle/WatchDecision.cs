using System.Globalization;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Evidence;

namespace NhiEvents.Core.Rotation.Lifecycle;

/// <summary>What the evidence says about the old credential once the new one is in the vault.</summary>
internal abstract record WatchDecision
{
    private WatchDecision()
    {
    }

    /// <summary>The old credential is over.</summary>
    public sealed record Finish(string Text) : WatchDecision;

    /// <summary>It may be removed by its key id.</summary>
    public sealed record Retire(string Text) : WatchDecision;

    /// <summary>A person has to know or decide.</summary>
    /// <param name="Question">What is asked once.</param>
    public sealed record Ask(string Question, string Text, DateTimeOffset LookAgainAt) : WatchDecision;

    public sealed record Wait(DateTimeOffset Until) : WatchDecision;

    public const string StillUsed = "still-used";
    public const string UseUnknown = "use-unknown";

    /// <summary>No window is shorter: month-end work must have had its turn.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromDays(35);

    /// <summary>How long before the old one's end a person hears that it is still used.</summary>
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(7);

    private static readonly TimeSpan NextDay = TimeSpan.FromDays(1);

    private const int MostNamed = 5;

    public static WatchDecision For(CredentialRotation rotation, WatchFacts facts, DateTimeOffset now)
    {
        if (!facts.OldExists)
        {
            return new Finish("The old credential is gone: it was removed.");
        }

        var stored = rotation.StoredAt ?? now;
        var consumers = facts.Use?.Consumers.Values.ToList() ?? [];
        var old = rotation.OldKeyId.ToLowerInvariant();
        var settled = stored + rotation.Terms.LongestCache;
        var unmoved = consumers.Where(consumer => consumer.Keys.ContainsKey(old) && !HasMoved(consumer, rotation)).ToList();
        if (rotation.OldEndsAt <= now)
        {
            return new Finish(unmoved.Count == 0
                ? "The old credential has ended; every known consumer uses the new one."
                : $"The old credential has ended. Not seen with the new one: {Names(unmoved)}.");
        }

        var lastUse = facts.Use?.LastUseOf(old);
        if (WantsRetirement(rotation) && Retirement(rotation, facts, unmoved, lastUse, stored, now) is { } decided)
        {
            return decided;
        }

        var stillUsing = consumers.Where(consumer => consumer.Keys.GetValueOrDefault(old)?.Last > settled).ToList();
        var warnAt = rotation.OldEndsAt - WarnBefore;
        if (stillUsing.Count > 0 && warnAt <= now && !rotation.Asked.Contains(StillUsed))
        {
            return new Ask(StillUsed, $"The old credential ends at {rotation.OldEndsAt:u} and is still used: {Names(stillUsing)}. Make them read the new one from {rotation.Terms.SecretName}.", rotation.OldEndsAt);
        }

        var next = warnAt > now ? warnAt : rotation.OldEndsAt;
        if (!WantsRetirement(rotation))
        {
            return new Wait(next);
        }

        // The overlap of a credential that others know may be hours.
        var ready = IdleSince(lastUse, stored) + Window(rotation, facts);
        return new Wait(Earliest(next, now + NextDay, ready > now ? ready : DateTimeOffset.MaxValue));
    }

    private static TimeSpan Window(CredentialRotation rotation, WatchFacts facts) =>
        rotation.Cause is RotationCause.Leaked ? rotation.Terms.EmergencyOverlap : Longest(rotation.Terms.IdleFor, ShortestWindow, (facts.Use?.LongestCadence ?? TimeSpan.Zero) * 2);

    private static DateTimeOffset IdleSince(DateTimeOffset? lastUse, DateTimeOffset stored) => lastUse > stored ? lastUse.Value : stored;

    private static DateTimeOffset Earliest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var earliest = DateTimeOffset.MaxValue;
        foreach (var time in times)
        {
            earliest = time < earliest ? time : earliest;
        }

        return earliest;
    }

    private static bool WantsRetirement(CredentialRotation rotation) => rotation.Terms.RetireEarly || rotation.RetirementApprovedBy is not null || rotation.Cause is RotationCause.Leaked;

    /// <summary>Null: nothing to do yet.</summary>
    private static WatchDecision? Retirement(CredentialRotation rotation, WatchFacts facts, List<Consumer> unmoved, DateTimeOffset? lastUse, DateTimeOffset stored, DateTimeOffset now)
    {
        var leaked = rotation.Cause is RotationCause.Leaked;
        var window = Window(rotation, facts);
        var idleSince = IdleSince(lastUse, stored);
        if (idleSince + window > now)
        {
            // A named person can take the risk of the unknown, but not that of what is known: it was used a moment ago.
            return leaked && rotation.RetirementApprovedBy is not null && stored + window <= now ? new Retire("a person has approved the removal of a credential that others know") : null;
        }

        var unknown = Unknowns(rotation, facts, unmoved, idleSince, now - window).ToList();
        if (unknown.Count == 0 || rotation.RetirementApprovedBy is not null)
        {
            return new Retire(string.Create(CultureInfo.InvariantCulture, $"the old credential was idle for {(now - idleSince).TotalDays:0} day(s){(unknown.Count == 0 ? " and every consumer uses the new one" : "; a person has approved its removal")}"));
        }

        return rotation.Asked.Contains(UseUnknown)
            ? null
            : new Ask(UseUnknown, $"The old credential looks idle since {idleSince:u}, but its use is unknown: {string.Join("; ", unknown)}. It runs to its end at {rotation.OldEndsAt:u} unless a person approves its removal.", now + NextDay);
    }

    private static IEnumerable<string> Unknowns(CredentialRotation rotation, WatchFacts facts, List<Consumer> unmoved, DateTimeOffset idleSince, DateTimeOffset windowStart)
    {
        if (rotation.Application.MultiTenant)
        {
            yield return "the application can sign in to other tenants, whose logs we do not see";
        }

        if (facts.Use?.UsedForUsersAt > idleSince)
        {
            yield return $"the application proved itself in a user's sign-in at {facts.Use.UsedForUsersAt:u}, where the log names no key";
        }

        if (facts.CoveredSince > windowStart)
        {
            yield return $"the sign-in log has a gap that ended at {facts.CoveredSince:u}";
        }

        if (facts.Use is null || facts.Use.Overflowed || !facts.Use.Consumers.Values.Any(consumer => HasMoved(consumer, rotation)))
        {
            yield return facts.Use is { Overflowed: true } ? "it has more consumers than are told apart" : "nobody was seen with the new credential";
        }

        if (unmoved.Count > 0)
        {
            yield return $"not seen with the new credential: {Names(unmoved)}";
        }

        var missing = (rotation.Terms.Consumers ?? []).Where(declared => facts.Use?.Consumers.Values.Any(consumer => string.Equals(consumer.Source, declared, StringComparison.OrdinalIgnoreCase) && HasMoved(consumer, rotation)) is not true).ToList();
        if (missing.Count > 0)
        {
            yield return $"its policy names consumers that were not seen with the new credential: {string.Join(", ", missing.Take(MostNamed))}";
        }
    }

    /// <summary>Our own tests are over before it is stored, so they are no consumer's use.</summary>
    private static bool HasMoved(Consumer consumer, CredentialRotation rotation) => rotation.NewKeyId is { } key && consumer.Keys.GetValueOrDefault(key.ToLowerInvariant())?.LastSuccess > rotation.StoredAt;

    private static string Names(List<Consumer> consumers) => string.Join(", ", consumers.Take(MostNamed)) + (consumers.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {consumers.Count - MostNamed} more") : "");

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> spans)
    {
        var longest = TimeSpan.Zero;
        foreach (var span in spans)
        {
            longest = span > longest ? span : longest;
        }

        return longest;
    }
}

/// <summary>What is known when the evidence is looked at.</summary>
/// <param name="OldExists">Whether the target still has the old credential.</param>
/// <param name="Use">Null: no sign-in of the application was ever seen.</param>
/// <param name="CoveredSince">From when on sign-in logs arrived in every hour until now; not looked for before the new credential was stored.</param>
internal sealed record WatchFacts(bool OldExists, KeyUse? Use, DateTimeOffset CoveredSince);
