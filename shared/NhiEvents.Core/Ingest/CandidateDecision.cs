using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>Whether a profile is a machine's. Conservative: a laptop that refreshes a person's tokens all night must not pass.</summary>
public static class CandidateDecision
{
    /// <summary>Three days in a row, each busy in nearly every hour.</summary>
    private const int Days = 3;

    private const int BusyHoursPerDay = 20;

    /// <summary>The busiest hour of a machine is not far from its usual one.</summary>
    private const int MostAboveUsual = 2;

    /// <summary>Whoever guesses the passwords of many does not come back to one who never signs in, day after day and from one network alone; a job with an old password does.</summary>
    private const int TriedDays = 3;

    /// <summary>No further row can make this profile a machine's: what it has of a person only grows.</summary>
    internal static bool IsRuledOut(UserProfile profile) =>
        profile.PersonSeen || profile.Networks is not [> 0] || profile.Applications is not [{ Length: > 0 }] || profile.ClientClasses.Contains("browser");

    /// <summary>Whether the profile of a user was a machine's at any time, as a system that was running then would have seen it.</summary>
    /// <param name="rows">Sign-ins of one user that show no automation, in time order.</param>
    public static bool WasCandidate(IEnumerable<SignIn> rows, EvidenceRules rules)
    {
        var profile = UserProfile.Empty("");
        foreach (var row in rows)
        {
            profile = profile.With([row], rules);
            if (IsCandidate(profile))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a user can ever have been a candidate: spares a look at the rows of nearly all people.</summary>
    /// <param name="hours">Hours with sign-ins (<see cref="UserProfile.HourOf"/>).</param>
    /// <param name="triedDays">Days on which a program tried in vain.</param>
    public static bool IsPossible(IReadOnlySet<long> hours, int triedDays) => triedDays >= TriedDays || IsPossible(hours);

    private static bool IsPossible(IReadOnlySet<long> hours) => hours.Count > Days * BusyHoursPerDay && hours.Any(now => IsBusyBefore(now, hours.Contains));

    internal static bool IsCandidate(UserProfile profile)
    {
        if (profile.Hours.Count == 0 || IsRuledOut(profile))
        {
            return false;
        }

        if (profile.TriedDays.Count >= TriedDays)
        {
            return true;
        }

        // The hour in progress is not over: it neither counts as busy nor as quiet.
        var now = profile.Hours.Keys.Last();
        if (!IsBusyBefore(now, profile.Hours.ContainsKey))
        {
            return false;
        }

        var busy = profile.Hours.Where(hour => hour.Key < now && hour.Key >= now - (Days * 24)).Select(hour => hour.Value).Order().ToList();
        return busy[^1] <= MostAboveUsual * busy[busy.Count / 2];
    }

    private static bool IsBusyBefore(long now, Predicate<long> isBusy) =>
        Enumerable.Range(0, Days).All(day => Enumerable.Range(1, 24).Count(hour => isBusy(now - (day * 24) - hour)) >= BusyHoursPerDay);
}
