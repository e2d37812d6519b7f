namespace NhiEvents.Local.Report;

/// <summary>Failed sign-ins over time, by finding.</summary>
internal static class ChartSection
{
    /// <summary>Share of the drawing that is left free at the top, for the label of the highest line.</summary>
    private const double Headroom = 0.1;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        var timelines = model.Timelines;
        var axis = new Axis(timelines.Scale);
        var series = ChartSeries.Of(timelines, model.Findings.DistinctBy(finding => finding.FindingType, StringComparer.Ordinal).ToDictionary(finding => finding.FindingType, finding => finding.Name, StringComparer.Ordinal));
        var total = timelines.Failures.Sum(count => (long)count);
        using (html.Open("section", "chart", ("aria-labelledby", "chart-title")))
        {
            html.Element("h2", null, "Failures over time", ("id", "chart-title"));
            if (total == 0)
            {
                html.Element("p", "source", "No sign-in of a non-human identity failed.");
                return;
            }

            html.Element("p", "source", $"{What(timelines, total)} of non-human identities per {axis.Unit} (UTC), beside {Words.Number(timelines.Successes.Sum(count => (long)count))} sign-ins that succeeded. Counted from the rows; the colours add up to the counts of the findings.");
            WriteLegend(html, series);
            using (html.Open("div", "plot"))
            {
                var top = NiceTop(timelines.Failures.Max());
                WriteBars(html, axis, series, timelines.Failures, top, total);
                axis.Write(html);
            }

            using (html.Open("details", "data"))
            {
                html.Element("summary", null, "The same as a table");
                Table.Write(
                    html, $"Failed sign-ins per {axis.Unit}; slots without any are left out",
                    [
                        new Column<int>("Time (UTC)", (cell, slot) => cell.Text(axis.SlotName(slot)), "when"),
                        .. series.Select(part => new Column<int>(part.Name, (cell, slot) => cell.Text(Words.Number(part.Counts[slot])), "number")),
                        new Column<int>("All failures", (cell, slot) => cell.Text(Words.Number(timelines.Failures[slot])), "number"),
                    ],
                    Enumerable.Range(0, axis.Count).Where(slot => timelines.Failures[slot] > 0),
                    "compact");
            }
        }
    }

    private static string What(Timelines timelines, long total)
    {
        List<string> parts = [Words.Plural(total - timelines.Denied - timelines.LockedOut, "failed sign-in", "failed sign-ins")];
        if (timelines.Denied > 0)
        {
            parts.Add(Words.Plural(timelines.Denied, "denied operation", "denied operations"));
        }

        if (timelines.LockedOut > 0)
        {
            parts.Add(Words.Plural(timelines.LockedOut, "lockout in Active Directory", "lockouts in Active Directory"));
        }

        return parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
    }

    private static void WriteLegend(HtmlWriter html, IReadOnlyList<ChartSeries> series)
    {
        using (html.Open("ul", "legend"))
        {
            foreach (var part in series)
            {
                using (html.Open("li"))
                {
                    html.Element("span", "swatch " + part.Css, "", ("aria-hidden", "true"));
                    html.Text(part.Name + " ");
                    html.Element("b", null, Words.Number(part.Total));
                }
            }
        }
    }

    private static void WriteBars(HtmlWriter html, Axis axis, IReadOnlyList<ChartSeries> series, IReadOnlyList<int> failures, int top, long total)
    {
        var worst = Enumerable.Range(0, axis.Count).MaxBy(slot => failures[slot]);
        using (html.Open("svg", "bars", ("role", "img"), ("aria-labelledby", "bars-title bars-desc")))
        {
            html.Element("title", null, $"Failed sign-ins per {axis.Unit}, by finding", ("id", "bars-title"));
            html.Element("desc", null, $"{Words.Number(total)} failures; most of them, {Words.Number(failures[worst])}, in the {axis.Unit} from {axis.SlotName(worst)} UTC. {string.Join(", ", series.Select(part => $"{part.Name}: {Words.Number(part.Total)}"))}.", ("id", "bars-desc"));
            foreach (var share in (ReadOnlySpan<double>)[0, 0.5, 1])
            {
                html.Void("line", "grid", ("x1", "0"), ("x2", "100%"), ("y1", Axis.Percent(Height(1 - share))), ("y2", Axis.Percent(Height(1 - share))));
            }

            for (var slot = 0; slot < axis.Count; slot++)
            {
                if (failures[slot] > 0)
                {
                    WriteBar(html, axis, series, slot, failures[slot], top);
                }
            }

            WriteScale(html, top);
        }
    }

    private static void WriteBar(HtmlWriter html, Axis axis, IReadOnlyList<ChartSeries> series, int slot, int failures, int top)
    {
        using (html.Open("g"))
        {
            html.Element("title", null, $"{axis.SlotName(slot)} UTC: {Words.Number(failures)} failed ({string.Join(", ", series.Where(part => part.Counts[slot] > 0).Select(part => $"{part.Name} {Words.Number(part.Counts[slot])}"))})");
            var (x, width) = axis.Bar(slot, 0.76);
            var below = 0;
            foreach (var part in series.Where(part => part.Counts[slot] > 0))
            {
                below += part.Counts[slot];
                var height = (double)part.Counts[slot] / top * (1 - Headroom);
                html.Void("rect", part.Css, ("x", x), ("width", width), ("y", Axis.Percent(Height(1 - ((double)below / top)))), ("height", Axis.Percent(height)));
            }
        }
    }

    /// <summary>Labels of the scale, over the grid lines, so that they need no margin.</summary>
    private static void WriteScale(HtmlWriter html, int top)
    {
        html.Element("text", "scale", Words.Number(top), ("x", "2"), ("y", Axis.Percent(Height(0))), ("dy", "-4"));
        if (top % 2 == 0)
        {
            html.Element("text", "scale", Words.Number(top / 2), ("x", "2"), ("y", Axis.Percent(Height(0.5))), ("dy", "-4"));
        }
    }

    /// <summary>Where in the drawing a place between the highest line (0) and the lowest (1) is.</summary>
    private static double Height(double depth) => Headroom + (depth * (1 - Headroom));

    /// <summary>The next 2, 4, 10, 20, 40, 100 …: halves are whole numbers.</summary>
    private static int NiceTop(int most)
    {
        for (long unit = 1; ; unit *= 10)
        {
            foreach (var top in (ReadOnlySpan<long>)[2 * unit, 4 * unit, 6 * unit, 10 * unit])
            {
                if (top >= most)
                {
                    return (int)Math.Min(top, int.MaxValue - 1);
                }
            }
        }
    }
}
