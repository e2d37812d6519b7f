namespace NhiEvents.Core.Detection.Coverage;

/// <summary>Whether a log has fallen silent, brings far too little, or is back. Pure.</summary>
internal static class SilenceDecision
{
    /// <summary>Longer than ever in two weeks by half: a rest like others is none.</summary>
    private const double Beyond = 1.5;

    /// <summary>Fewer rows than a quarter of the least that ever came at this hour is no quiet day.</summary>
    private const int Quarter = 4;

    /// <summary>Of fewer rows a quarter is chance.</summary>
    private const int FewestRows = 40;

    /// <summary>The status as it is now; the same instance when nothing changed.</summary>
    /// <param name="map">The rows since the last lapse began, or since yesterday at least.</param>
    /// <param name="rules">What is judged by.</param>
    public static SourceStatus For(SourceStatus status, CoverageMap map, SilenceRules rules, DateTimeOffset now)
    {
        var usual = (status.Habit?.LongestGap ?? TimeSpan.Zero) * Beyond;
        var allowed = rules.LongestGap > usual ? rules.LongestGap : usual;
        var filled = Filled(status, map, allowed, now);
        if (filled.Habit is not { } habit)
        {
            return filled;
        }

        var last = map.LastHeard(status.Source, status.LastHeard, now) ?? status.LastHeard;
        var isSilent = now - last > allowed + rules.Lag;
        return filled.Open switch
        {
            null when isSilent => Begun(filled, new SourceLapse(last + CoveredDay.SlotLength, null)),
            null when ShortOf(filled, habit, map, rules, now) is var (from, shortfall) => Begun(filled, new SourceLapse(from, null) { Short = shortfall }),
            { Short: { } known } open when !isSilent && CountOf(filled, map, rules, now) >= known.Least => Ended(filled, open with { Until = EndOfWindow(rules, now) }),
            _ => filled,
        };
    }

    /// <summary>Silence ends with the first row after it. Rows that come late, for events within it, make it shorter; a rest as long as others is none.</summary>
    private static SourceStatus Filled(SourceStatus status, CoverageMap map, TimeSpan allowed, DateTimeOffset now)
    {
        if (status.Lapses is not [.., { Short: null } latest])
        {
            return status;
        }

        var end = map.Heard(status.Source, latest.From, latest.Until ?? now).Select(heard => (DateTimeOffset?)(heard - latest.From <= allowed ? latest.From : heard)).FirstOrDefault();
        return end is { } first && first != latest.Until ? Ended(status, latest with { Until = first }) : status;
    }

    private static (DateTimeOffset From, Shortfall Shortfall)? ShortOf(SourceStatus status, SourceHabit habit, CoverageMap map, SilenceRules rules, DateTimeOffset now)
    {
        var end = EndOfWindow(rules, now);
        var (least, others) = (habit.Least[end.Hour], habit.Others[end.Hour]);
        return least >= FewestRows && CountOf(status, map, rules, now) is var count && count * Quarter < least && SourceHabit.OthersBefore(map, status.Source, end) * 2 >= others && others > 0
            ? (end.AddHours(-SourceHabit.Window), new Shortfall(count, least))
            : null;
    }

    private static int CountOf(SourceStatus status, CoverageMap map, SilenceRules rules, DateTimeOffset now) => SourceHabit.CountBefore(map, status.Source, EndOfWindow(rules, now));

    /// <summary>The last whole hour whose rows have had time to come.</summary>
    private static DateTimeOffset EndOfWindow(SilenceRules rules, DateTimeOffset now)
    {
        var at = now - rules.Lag;
        return new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
    }

    private static SourceStatus Begun(SourceStatus status, SourceLapse lapse) =>
        status with { Lapses = [.. status.Lapses.Append(lapse).TakeLast(SourceStatus.MostLapses)], Revision = status.Revision + 1 };

    private static SourceStatus Ended(SourceStatus status, SourceLapse lapse) => status with { Lapses = [.. status.Lapses.SkipLast(1), lapse], Revision = status.Revision + 1 };
}

/// <summary>What silence is judged by.</summary>
/// <param name="LongestGap">No shorter time without a row is silence.</param>
/// <param name="Lag">How late rows are as a rule.</param>
/// <param name="LongestRest">A log that rests longer as a rule is not watched.</param>
internal sealed record SilenceRules(TimeSpan LongestGap, TimeSpan Lag, TimeSpan LongestRest)
{
    public static SilenceRules Of(DetectionOptions options) => new(options.LongestGap, options.LogLag, options.LongestRest);
}
