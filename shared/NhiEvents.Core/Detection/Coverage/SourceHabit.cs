using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>What a log usually brings, from the two weeks before a day. Pure.</summary>
/// <param name="LongestGap">The longest time without a row.</param>
/// <param name="Least">For each hour of the day: the fewest rows that came in the six hours that end with it; 0 where too few days are known.</param>
/// <param name="Others">The same of all other logs together: the middle of the days.</param>
internal sealed record SourceHabit(TimeSpan LongestGap, IReadOnlyList<int> Least, IReadOnlyList<int> Others)
{
    /// <summary>Hours that are counted together: rows of one hour vary too much.</summary>
    public const int Window = 6;

    private const int LearnDays = 14;

    private const int FewestDays = 10;

    /// <summary>So long must a log be known for its pauses to say something: a weekend is in it then.</summary>
    private static readonly TimeSpan Learned = TimeSpan.FromDays(7);

    /// <summary>Days that have to be read.</summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromDays(LearnDays + 1);

    /// <summary>Null while too little is known, and of a log that comes so seldom that its silence tells nothing.</summary>
    /// <param name="until">What came later does not count.</param>
    /// <param name="longestRest">A log that rests longer is not watched.</param>
    /// <param name="lapses">Nothing is learned from them.</param>
    public static SourceHabit? Of(CoverageMap map, LogSource source, DateTimeOffset until, TimeSpan longestRest, IReadOnlyList<SourceLapse> lapses)
    {
        DateTimeOffset? first = null, last = null;
        var gap = TimeSpan.Zero;
        foreach (var heard in map.Heard(source, until - TimeSpan.FromDays(LearnDays), until))
        {
            gap = last is { } before && heard - before > gap && !lapses.Any(lapse => lapse.Touches(before, heard)) ? heard - before : gap;
            first ??= heard;
            last = heard;
        }

        return last - first >= Learned && gap <= longestRest ? new SourceHabit(gap, [.. Hours(hour => Fewest(map, source, until, hour, lapses))], [.. Hours(hour => Middle(map, source, until, hour))]) : null;
    }

    /// <summary>How many rows of a log came in the window that ends with an hour.</summary>
    public static int CountBefore(CoverageMap map, LogSource source, DateTimeOffset end) =>
        Enumerable.Range(1, Window).Sum(back => map.CountIn(source, end.AddHours(-back)));

    public static int OthersBefore(CoverageMap map, LogSource source, DateTimeOffset end) => LogSources.All.Where(other => other != source).Sum(other => CountBefore(map, other, end));

    private static IEnumerable<int> Hours(Func<int, int> of) => Enumerable.Range(0, 24).Select(of);

    private static int Fewest(CoverageMap map, LogSource source, DateTimeOffset until, int hour, IReadOnlyList<SourceLapse> lapses) =>
        Ends(until, hour).Where(end => !lapses.Any(lapse => lapse.Touches(end.AddHours(-Window), end))).Select(end => CountBefore(map, source, end)).Where(count => count > 0).ToList() is { Count: >= FewestDays } counts ? counts.Min() : 0;

    private static int Middle(CoverageMap map, LogSource source, DateTimeOffset until, int hour) =>
        Ends(until, hour).Select(end => OthersBefore(map, source, end)).Order().ElementAt(LearnDays / 2);

    /// <summary>This hour of each of the days.</summary>
    private static IEnumerable<DateTimeOffset> Ends(DateTimeOffset until, int hour)
    {
        var day = new DateTimeOffset(until.UtcDateTime.Date, TimeSpan.Zero);
        return Enumerable.Range(1, LearnDays).Select(back => day.AddDays(-back).AddHours(hour));
    }
}
