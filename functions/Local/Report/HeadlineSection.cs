namespace NhiEvents.Local.Report;

/// <summary>The sentence that matters, what the rest rests on, and what is not known.</summary>
internal static class HeadlineSection
{
    private const int MaxNames = 8;

    public static string Sentence(ReportModel model) => (model.Broken.Count, model.IdentityCount) switch
    {
        (_, 0) => "No non-human identities in these logs",
        (0, 1) => "The one non-human identity in these logs is not broken",
        (0, var all) => $"None of {Words.Number(all)} non-human identities is broken",
        (var broken, 1) => $"{broken} of 1 non-human identity is broken",
        (1, var all) => $"1 of {Words.Number(all)} non-human identities is broken",
        var (broken, all) => $"{Words.Number(broken)} of {Words.Number(all)} non-human identities are broken",
    };

    public static void Write(HtmlWriter html, ReportModel model)
    {
        using (html.Open("header", "top"))
        {
            html.Element("p", "eyebrow", "Non-human identities · sign-in report");
            using (html.Open("h1", model.Broken.Count == 0 ? "good" : null))
            {
                html.Element("span", "first", Sentence(model) + (model.Broken.Count == 0 ? "." : ":"));
                if (model.Broken.Count > 0)
                {
                    html.Text(" ");
                    html.Element("span", "then", Troubles(model) + ".");
                }
            }

            var again = model.Broken.Count(view => view.Findings.All(finding => view.SucceededSince(finding) is not null));
            if (again > 0)
            {
                html.Element("p", "again", $"{Words.Number(again)} of {Words.Number(model.Broken.Count)} succeeded after the latest failure, with the same application and resource. Read the details before you call that repaired.");
            }

            using (html.Open("dl", "basis"))
            {
                Fact(html, "Period", Period(model));
                Fact(html, "Read", Read(model.Source));
                Fact(html, "Left aside", LeftAside(model.Source));
                Fact(html, "Not known", Unknown(model));
            }
        }
    }

    /// <summary>Each identity once, under its worst finding, so that the numbers add up.</summary>
    private static string Troubles(ReportModel model) => string.Join(", ", model.Broken
        .GroupBy(view => Words.Trouble(view.Findings[0]), StringComparer.Ordinal)
        .OrderByDescending(group => group.First().Findings[0].Severity).ThenByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{Words.Number(group.Count())} {group.Key}"));

    private static void Fact(HtmlWriter html, string name, IEnumerable<string> lines)
    {
        using (html.Open("div"))
        {
            html.Element("dt", null, name);
            foreach (var line in lines)
            {
                html.Element("dd", null, line);
            }
        }
    }

    private static IEnumerable<string> Period(ReportModel model) => model.Period is var (first, last)
        ? [$"{Words.Minute(first)} to {(first.UtcDateTime.Date == last.UtcDateTime.Date ? Words.Minute(last)[^5..] : Words.Minute(last))} UTC", $"{Words.Span(last - first)}, from the times in the log rows"]
        : ["No row has a time"];

    private static IEnumerable<string> Read(ReportSource source)
    {
        yield return source.Rows is { } rows ? $"{Words.Plural(rows, "row", "rows")} from {source.Name}" : $"From {source.Name}; rows were not counted";
        if (source.Files.Count > 0)
        {
            yield return $"{Words.Plural(source.Files.Count, "file", "files")}: {Words.List(source.Files, MaxNames)}";
        }

        yield return "Rows of people leave no trace here";
    }

    private static string[] LeftAside(ReportSource source)
    {
        if (source.Rejected is null || source.Skipped is null)
        {
            return ["Not known: the stored state does not count it"];
        }

        string[] lines =
        [
            .. source.Rejected.Count == 0 ? Array.Empty<string>()
                : [$"{Words.Plural(source.Rejected.Sum(part => (long)part.Count), "row", "rows")} could not be read ({Words.List([.. source.Rejected.Select(part => $"{part.Reason} {Words.Number(part.Count)}")], MaxNames)}); rejected.ndjson says where"],
            .. source.Skipped.Take(MaxNames).Select(part => $"{Words.Plural(part.Count, "row", "rows")} of {part.Category}: not used by this version"),
            .. source.Skipped.Count <= MaxNames ? Array.Empty<string>() : [$"{source.Skipped.Count - MaxNames} more categories"],
        ];
        return lines.Length > 0 ? lines : ["Nothing: every row could be read"];
    }

    private static IEnumerable<string> Unknown(ReportModel model)
    {
        var all = model.Broken.Concat(model.Others).ToList();
        var noOwner = all.Count(view => string.Equals(view.Summary.Owner, Unknowns.Owner, StringComparison.OrdinalIgnoreCase));
        if (noOwner > 0)
        {
            yield return $"The owner of {Words.Number(noOwner)} of {Words.Number(all.Count)} identities: sign-in logs name none";
        }

        var challenges = model.Findings.Where(finding => finding.FindingType == Unknowns.Challenge).ToList();
        var unsaid = challenges.Count(finding => finding.Evidence is { DemandedBy.Count: 0, Policies.Count: 0 });
        if (unsaid > 0)
        {
            yield return $"Who demanded {Words.Number(unsaid)} of {Words.Number(challenges.Count)} challenges";
        }

        yield return "What happened outside this period, or in logs not given";
    }
}
