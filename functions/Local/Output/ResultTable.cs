using System.Globalization;
using NhiEvents.Contracts.Findings;
using Spectre.Console;

namespace NhiEvents.Local.Output;

/// <summary>The summary a person sees: what is broken, for whom, since when, and what to do first.</summary>
internal static class ResultTable
{
    /// <summary>Longest table; the files hold all.</summary>
    private const int MaxRows = 50;

    public static void Write(Results results)
    {
        var findings = results.Findings.Findings;
        AnsiConsole.MarkupLineInterpolated($"{Sentence(findings, results.Identities.Identities.Count)}");
        if (findings.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple, Expand = false };
        table.AddColumns("Severity", "Finding", "Identity", "Events", "Last seen (UTC)", "Cause", "First remedy");
        foreach (var finding in findings.Take(MaxRows))
        {
            table.AddRow(
                Colored(finding.Severity),
                new Text($"{finding.FindingType} {finding.Name}"),
                new Text(Printable(finding.Identity.DisplayName)),
                new Text((finding.CountIsLowerBound ? "≥ " : "") + finding.Count.ToString(CultureInfo.InvariantCulture)),
                new Text(finding.LastSeen.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
                new Text(Printable(finding.Cause)),
                new Text(finding.Remedies.Count > 0 ? finding.Remedies[0].Title : ""));
        }

        AnsiConsole.Write(table);
        if (findings.Count > MaxRows)
        {
            AnsiConsole.MarkupLineInterpolated($"… and {findings.Count - MaxRows} more in findings.json.");
        }
    }

    private static string Sentence(IReadOnlyList<Finding> findings, int identities)
    {
        var affected = findings.Select(finding => finding.Identity.Id).Distinct(StringComparer.Ordinal).Count();
        return findings.Count == 0
            ? $"No findings for {Plural(identities, "non-human identity", "non-human identities")} in these logs."
            : $"{Plural(findings.Count, "finding", "findings")} on {affected} of {Plural(identities, "non-human identity", "non-human identities")} in these logs.";
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
    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
