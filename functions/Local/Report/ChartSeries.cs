namespace NhiEvents.Local.Report;

/// <summary>One colour of the chart.</summary>
/// <param name="Counts">Failures per slot.</param>
internal sealed record ChartSeries(string Name, string Css, IReadOnlyList<int> Counts)
{
    /// <summary>Colours that can be told apart; findings beyond share the last.</summary>
    private const int MaxColors = 6;

    public long Total { get; } = Counts.Sum(count => (long)count);

    /// <summary>The findings with most failures first, then what counts for none. They add up to all failures.</summary>
    /// <param name="names">What each finding number stands for.</param>
    public static IReadOnlyList<ChartSeries> Of(Timelines timelines, IReadOnlyDictionary<string, string> names)
    {
        var findings = timelines.ByFinding
            .OrderByDescending(part => part.Value.Sum(count => (long)count)).ThenBy(part => part.Key, StringComparer.Ordinal)
            .ToList();
        var shown = findings.Count <= MaxColors ? findings.Count : MaxColors - 1;
        var series = findings.Take(shown).Select((part, i) => new ChartSeries(names.TryGetValue(part.Key, out var name) ? $"{part.Key} {Words.Title(name)}" : part.Key, $"s{i + 1}", part.Value)).ToList();
        if (findings.Count > shown)
        {
            series.Add(new ChartSeries("Other findings", $"s{MaxColors}", Sum(findings.Skip(shown).Select(part => part.Value), timelines.Failures.Count)));
        }

        var counted = Sum(series.Select(part => part.Counts), timelines.Failures.Count);
        var rest = new ChartSeries("No finding", "s0", [.. timelines.Failures.Select((count, slot) => Math.Max(0, count - counted[slot]))]);
        return rest.Total > 0 ? [.. series, rest] : series;
    }

    private static int[] Sum(IEnumerable<IReadOnlyList<int>> parts, int count)
    {
        var sum = new int[count];
        foreach (var part in parts)
        {
            for (var i = 0; i < count; i++)
            {
                sum[i] += part[i];
            }
        }

        return sum;
    }
}
