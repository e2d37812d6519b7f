using System.Globalization;
using NhiEvents.Contracts.Findings;
using Spectre.Console;

namespace NhiEvents.Local.Output;

/// <summary>The summary a person sees: what is broken, for whom, since when, and what to do first.</summary>
internal static class ResultTable
{
    /// <summary>Longest table; the files hold all.</summary>
    private const int MaxRows = 50;

    /// <summary>Columns of a terminal below which the remedy would be a tower of single words; findings.json has it.</summary>
    private const int WidthForRemedies = 120;

    public static void Write(Results results)
    {
        var findings = results.Findings.Findings;
        var console = Terminal.Create();
        console.MarkupLineInterpolated($"{Sentence(findings, results.Identities.Identities)}");
        if (findings.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple, Expand = false };
        var withRemedies = console.Profile.Width >= WidthForRemedies;
        table.AddColumns(["Severity", "Finding", "Identity", "Events", "Last seen (UTC)", .. withRemedies ? ["Do first"] : Array.Empty<string>()]);
        table.Columns[0].NoWrap().PadLeft(0);
        table.Columns[1].NoWrap();
        table.Columns[3].NoWrap().RightAligned();
        table.Columns[4].NoWrap();
        foreach (var finding in findings.Take(MaxRows))
        {
            IReadOnlyList<Text> row =
            [
                Colored(finding.Severity),
                new Text($"{finding.FindingType} {finding.Name}"),
                new Text(Printable(finding.Identity.DisplayName)),
                new Text((finding.CountIsLowerBound ? "≥ " : "") + finding.Count.ToString(CultureInfo.InvariantCulture)),
                new Text(finding.LastSeen.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
                new Text(finding.Remedies.Count > 0 ? finding.Remedies[0].Title : ""),
            ];
            table.AddRow(withRemedies ? row : row.SkipLast(1));
        }

        console.Write(table);
        if (findings.Count > MaxRows)
        {
            console.MarkupLineInterpolated($"… and {findings.Count - MaxRows} more in findings.json.");
        }
    }

    private static string Sentence(IReadOnlyList<Finding> findings, IReadOnlyList<IdentitySummary> identities)
    {
        var known = identities.Select(identity => identity.Identity.Id).ToHashSet(StringComparer.Ordinal);
        var affected = findings.Select(finding => finding.Identity.Id).ToHashSet(StringComparer.Ordinal);
        var others = affected.Count(id => !known.Contains(id)); // what a rule is about: a policy, a domain, an object that somebody changed
        return findings.Count == 0
            ? $"No findings for {Plural(identities.Count, "non-human identity", "non-human identities")} in these logs."
            : $"{Plural(findings.Count, "finding", "findings")} on {affected.Count - others} of {Plural(identities.Count, "non-human identity", "non-human identities")}{(others > 0 ? $" and on {Plural(others, "other object", "other objects")}" : "")} in these logs.";
    }

    private static string Plural(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static Text Colored(Severity severity) => new(severity.ToString(), severity switch
    {
        Severity.Critical => new Style(Color.Red, decoration: Decoration.Bold),
        Severity.High => new Style(Color.Red),
        Severity.Medium => new Style(Color.Yellow),
        Severity.Low => Style.Plain,
    });

    /// <summary>Log rows hold what a client sent: nothing of it may steer the terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
