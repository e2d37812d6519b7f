using NhiEvents.Core.Exceptions.Calendar;

namespace NhiEvents.Core.Exceptions.Drift.Import;

/// <summary>An exclusion that a tenant has from before, with what its risk is judged by.</summary>
/// <param name="Risk">Higher is worse.</param>
internal sealed record ExistingExclusion(string IdentityId, string PolicyId, bool Structural, int Risk);

/// <summary>What the import would put on record.</summary>
/// <param name="End">Null for a structural exclusion: a standing record, which two persons approve and review.</param>
internal sealed record PlannedRecord(string IdentityId, string PolicyId, DateTimeOffset? End);

/// <summary>Adopts the exclusions that a tenant has: every one gets a record, and ends are spread so that no week has all of them.</summary>
internal static class ImportPlan
{
    /// <summary>Over how many weeks the ends are spread.</summary>
    public const int Weeks = 12;

    /// <summary>The worst end first, and evenly. The first end is a week from now, so that owners hear of it in time.</summary>
    /// <remarks>The same exclusions at the same time give the same plan: a dry run shows what the run does.</remarks>
    public static IReadOnlyList<PlannedRecord> For(IReadOnlyList<ExistingExclusion> exclusions, EndingCalendar calendar, DateTimeOffset now)
    {
        var ending = exclusions.Where(exclusion => !exclusion.Structural)
            .OrderByDescending(exclusion => exclusion.Risk)
            .ThenBy(exclusion => exclusion.IdentityId, StringComparer.Ordinal)
            .ThenBy(exclusion => exclusion.PolicyId, StringComparer.Ordinal)
            .ToList();
        var first = now.AddDays(7);
        var last = now.AddDays(7 * Weeks);
        var planned = ending.Select((exclusion, i) =>
        {
            var end = ending.Count == 1 ? first : first + ((last - first) * ((double)i / (ending.Count - 1)));

            // A calendar that leaves no earlier time leaves the even one: enforcement will wait for the freeze, visibly.
            return new PlannedRecord(exclusion.IdentityId, exclusion.PolicyId, calendar.LatestEnd(end, now) ?? end);
        });
        var standing = exclusions.Where(exclusion => exclusion.Structural).Select(exclusion => new PlannedRecord(exclusion.IdentityId, exclusion.PolicyId, null));
        return [.. planned, .. standing.OrderBy(record => record.IdentityId, StringComparer.Ordinal).ThenBy(record => record.PolicyId, StringComparer.Ordinal)];
    }
}
