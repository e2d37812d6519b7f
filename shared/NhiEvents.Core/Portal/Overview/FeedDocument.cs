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

    /// <param name="latest">The findings that turned last, the latest first.</param>
    /// <param name="now">How far the lists are.</param>
    public static FeedDocument Since(FeedPosition? since, IEnumerable<FindingEntry> latest, FeedPosition now, DateTimeOffset at) => new(
        at,
        now.ToCursor(),
        since != now,
        [
            .. latest.Where(finding => since is null || finding.TurnedAt > since.ChangedAt - Overlap)
                .Select(finding => new FeedEvent(finding.TurnedAt, finding.State, finding.Id, finding.FindingType, finding.Name, finding.Severity, finding.Identity)),
        ]);
}

/// <summary>How far somebody has seen the lists.</summary>
/// <param name="ChangedAt">When the newest change was written; the least time there is when there is none.</param>
/// <param name="Entries">How many entries were written at that very time: in a simulation time can stand still.</param>
internal sealed record FeedPosition(DateTimeOffset ChangedAt, int Entries)
{
    /// <summary>Of an empty list.</summary>
    public static FeedPosition Start { get; } = new(new DateTimeOffset(TimeSpan.TicksPerDay, TimeSpan.Zero), 0);

    /// <summary>The position after these changes.</summary>
    public FeedPosition With(IEnumerable<DateTimeOffset> changes)
    {
        var (latest, entries) = (ChangedAt, Entries);
        foreach (var at in changes)
        {
            if (at >= latest)
            {
                (latest, entries) = (at, at > latest ? 1 : entries + 1);
            }
        }

        return new FeedPosition(latest, entries);
    }

    /// <summary>The position in this list and in another one.</summary>
    public FeedPosition And(FeedPosition other) =>
        other.ChangedAt > ChangedAt ? other : other.ChangedAt < ChangedAt ? this : this with { Entries = Entries + other.Entries };

    public string ToCursor() => Cursor.Of(string.Create(CultureInfo.InvariantCulture, $"{ChangedAt.UtcTicks}.{Entries}"));

    /// <exception cref="BadQueryException">The text is no cursor of the feed.</exception>
    public static FeedPosition? Read(string? cursor) =>
        cursor is null ? null
        : Cursor.Read(cursor).Split('.') is [var ticks, var entries]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at is >= TimeSpan.TicksPerDay && at <= DateTimeOffset.MaxValue.UtcTicks
            && int.TryParse(entries, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new FeedPosition(new DateTimeOffset(at, TimeSpan.Zero), count)
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
