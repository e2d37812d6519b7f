using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>What happened since a cursor.</summary>
/// <param name="At">The system's time.</param>
/// <param name="Cursor">What to ask with next.</param>
/// <param name="Changed">True when any list that the person sees may have changed since the cursor.</param>
/// <param name="Events">Findings that opened or were withdrawn, the latest first; at most <see cref="MaxEvents"/>. One may come twice: its id and time tell.</param>
internal sealed record FeedDocument(DateTimeOffset At, string Cursor, bool Changed, IReadOnlyList<FeedEvent> Events)
{
    public const int MaxEvents = 50;

    /// <summary>Writers' clocks may differ by this much; so long an event is told again.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    /// <param name="changedAt">When the newest change of any list was written; null when there is none.</param>
    public static FeedDocument Since(DateTimeOffset? since, IEnumerable<FindingEntry> findings, DateTimeOffset? changedAt, DateTimeOffset now) => new(
        now,
        Listing.Cursor.Of((changedAt ?? DateTimeOffset.MinValue).UtcTicks.ToString(CultureInfo.InvariantCulture)),
        since is null || changedAt > since,
        [
            .. findings.Where(finding => since is null || finding.TurnedAt > since - Overlap)
                .OrderByDescending(finding => finding.TurnedAt).ThenBy(finding => finding.Id, StringComparer.Ordinal).Take(MaxEvents)
                .Select(finding => new FeedEvent(finding.TurnedAt, finding.State, finding.Id, finding.FindingType, finding.Name, finding.Severity, finding.Identity)),
        ]);

    /// <exception cref="BadQueryException">The text is no cursor of the feed.</exception>
    public static DateTimeOffset? TimeOf(string? cursor) =>
        cursor is null ? null
        : long.TryParse(Listing.Cursor.Read(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new BadQueryException("after", "is no cursor that the feed has given out. Leave it out to start with the latest.");
}

/// <summary>A finding opened, or was withdrawn.</summary>
internal sealed record FeedEvent(
    DateTimeOffset At,
    FindingState State,
    string Id,
    [property: System.Text.Json.Serialization.JsonPropertyName("finding")] string FindingType,
    string Name,
    Severity Severity,
    IdentityRef Identity);
