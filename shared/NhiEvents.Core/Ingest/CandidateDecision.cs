namespace NhiEvents.Core.Ingest;

/// <summary>Whether a profile is a machine's. Conservative: a laptop that refreshes a person's tokens all night must not pass.</summary>
internal static class CandidateDecision
{
    /// <summary>Three days in a row, each busy in nearly every hour.</summary>
    private const int Days = 3;

    private const int BusyHoursPerDay = 20;

    /// <summary>The busiest hour of a machine is not far from its usual one.</summary>
    private const int MostAboveUsual = 2;

    /// <summary>No further row can make this profile a machine's: what it has of a person only grows.</summary>
    public static bool IsRuledOut(UserProfile profile) =>
        profile.PersonSeen || profile.Networks is not [> 0] || profile.Applications is not [{ Length: > 0 }] || profile.ClientClasses.Contains("browser");

    public static bool IsCandidate(UserProfile profile)
    {
        if (profile.Hours.Count == 0 || IsRuledOut(profile))
        {
            return false;
        }

        // The hour in progress is not over: it neither counts as busy nor as quiet.
        var now = profile.Hours.Keys.Last();
        var counts = Enumerable.Range(1, Days * 24).Select(back => profile.Hours.GetValueOrDefault(now - back)).ToList();
        if (counts.Chunk(24).Any(day => day.Count(count => count > 0) < BusyHoursPerDay))
        {
            return false;
        }

        var busy = counts.Where(count => count > 0).Order().ToList();
        return busy[^1] <= MostAboveUsual * busy[busy.Count / 2];
    }
}
