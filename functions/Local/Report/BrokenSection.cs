namespace NhiEvents.Local.Report;

/// <summary>The identities that are broken now: a list to hand on, then what each of them needs.</summary>
internal static class BrokenSection
{
    /// <summary>Most identities told in full; the list names more, the files all.</summary>
    public const int MaxCards = 100;

    private const int MaxRows = 1000;

    private const int FilterFrom = 8;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        using (html.Open("section", null, ("aria-labelledby", "broken-title")))
        {
            html.Element("h2", null, "Broken now, worst first", ("id", "broken-title"));
            if (model.Broken.Count == 0)
            {
                html.Element("p", "source", "No finding is open.");
                return;
            }

            if (model.IdentityCount >= FilterFrom)
            {
                WriteFilter(html);
            }

            Table.Write(html, "Broken identities, their worst finding and the first thing to do (source: findings.json)", Columns(), model.Broken.Take(MaxRows), "overview", filtered: true);
            if (model.Broken.Count > MaxCards)
            {
                html.Element("p", "source", $"The first {MaxCards} of {Words.Number(model.Broken.Count)} follow in full; all are in findings.json.");
            }
        }

        using (html.Open("section", null, ("aria-labelledby", "details-title")))
        {
            html.Element("h2", null, "What happened and what to do", ("id", "details-title"));
            var axis = new Axis(model.Timelines.Scale);
            foreach (var view in model.Broken.Take(MaxCards))
            {
                IdentityCard.Write(html, view, axis);
            }
        }
    }

    /// <summary>Hidden until the page's script shows it: without the script it would do nothing.</summary>
    private static void WriteFilter(HtmlWriter html)
    {
        using (html.Open("p", "filter", ("hidden", "")))
        {
            html.Element("label", null, "Show only what contains", ("for", "filter"));
            html.Void("input", null, ("id", "filter"), ("type", "search"), ("autocomplete", "off"), ("spellcheck", "false"));
        }
    }

    private static IReadOnlyList<Column<IdentityView>> Columns() =>
    [
        new("Identity", (cell, view) =>
        {
            cell.Element("span", $"dot {Severities.Css(view.Findings[0].Severity)}", "", ("aria-hidden", "true"));
            cell.Name(Words.Short(view.Identity.DisplayName), "name");
            cell.Element("span", "sub", Words.Title(view.Identity.Kind.ToString()));
        }),
        new("Finding", (cell, view) =>
        {
            cell.Element("span", "line", $"{view.Findings[0].FindingType} {Words.Title(view.Findings[0].Name)}");
            if (view.Findings.Count > 1)
            {
                cell.Element("span", "sub", $"and {Words.Plural(view.Findings.Count - 1, "other finding", "other findings")}");
            }
        }),
        new("Severity", (cell, view) => cell.Text(view.Findings[0].Severity.ToString())),
        new("Since (UTC)", (cell, view) => cell.Text(Words.Minute(view.Findings.Min(finding => finding.FirstSeen))), "when"),
        new("Failures", (cell, view) => cell.Text((view.Findings.Any(finding => finding.CountIsLowerBound) ? "≥ " : "") + Words.Number(view.Findings.Sum(finding => (long)finding.Count))), "number"),
        new("Owner", (cell, view) => cell.Name(Words.Short(view.Summary.Owner))),
        new("Do first", (cell, view) => cell.Text(view.Findings[0].Remedies is [var first, ..] ? first.Title : "")),
    ];
}
