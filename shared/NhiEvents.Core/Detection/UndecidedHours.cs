using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>Hours of an identity with failures that it was too early to tell of. Each step decides them again, so that nothing waits longer than for its deadline.</summary>
internal static class UndecidedHours
{
    /// <summary>Decided in one step beside those asked for. More than can still be undecided once their time has come, so that each step leaves fewer.</summary>
    public const int MaxAtOnce = 4;

    /// <summary>The longest answer window and arrival allowance together are one hour, and a verdict looks one hour to either side.</summary>
    private const int HoursBack = 2;

    /// <summary>In order. Rows of earlier versions do not say: then it may be any of the last hours.</summary>
    public static IReadOnlyList<DateTimeOffset> Of(IdentityRow? row, DateTimeOffset now) => row is null ? []
        : row.Undecided is { } hours ? [.. hours.Where(hour => !row.IsClosed(hour))]
        : [.. Enumerable.Range(-HoursBack, HoursBack + 1).Select(back => HourRow.HourOf(now).AddHours(back))];

    /// <summary>The hours whose verdicts change when more can be told of one: a failure that is ordinary once counts with those of the hours beside.</summary>
    public static IEnumerable<DateTimeOffset> Beside(HourJournal hour, ErrorCodeTable codes) =>
        hour.Failures.Any(failure => EventCause.CountsOnlyWhenRepeated(failure.Group, isUser: true, codes)) ? [hour.Hour.AddHours(-1), hour.Hour.AddHours(1)] : [];

    /// <param name="decided">Whose verdicts these are; one without a verdict holds nothing.</param>
    public static IReadOnlyList<DateTimeOffset> After(IReadOnlyList<DateTimeOffset> before, IEnumerable<DateTimeOffset> decided, IEnumerable<HourVerdict> verdicts) =>
        [.. before.Except(decided).Union(verdicts.Where(verdict => verdict.TooEarly.Count > 0).Select(verdict => verdict.Hour)).Order()];
}
