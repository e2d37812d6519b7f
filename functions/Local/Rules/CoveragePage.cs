using System.Text;
using NhiEvents.Core.Detection.Sigma;

namespace NhiEvents.Local.Rules;

/// <summary>Which techniques and controls the findings and rules are about, as a Markdown page.</summary>
internal static class CoveragePage
{
    public static string Write(SigmaRuleSet rules)
    {
        var page = new StringBuilder();
        page.AppendLine("# Coverage").AppendLine();
        page.AppendLine($"{rules.Rules.Count} rules and {FindingStandards.All.Count} findings, by what they say they are about. A row says that something looks; it does not say that it sees everything.").AppendLine();
        var entries = rules.Rules
            .SelectMany(rule => RuleTags.Standards(rule.Heading).Select(standard => (Standard: standard, By: $"{Clean(rule.Heading.Title)} ({rule.Heading.Level.ToString().ToLowerInvariant()})")))
            .Concat(FindingStandards.All.SelectMany(finding => finding.Standards.Select(standard => (Standard: standard, By: finding.Finding))))
            .ToList();
        Section(page, "MITRE ATT&CK", entries.Where(entry => entry.Standard.StartsWith("MITRE", StringComparison.Ordinal)));
        Section(page, "OWASP Non-Human Identities Top 10 (2025)", entries.Where(entry => entry.Standard.Contains("NHI", StringComparison.Ordinal)));
        Section(page, "NIST", entries.Where(entry => entry.Standard.StartsWith("NIST", StringComparison.Ordinal)));
        Section(page, "Other", entries.Where(entry => !entry.Standard.StartsWith("MITRE", StringComparison.Ordinal) && !entry.Standard.StartsWith("NIST", StringComparison.Ordinal) && !entry.Standard.Contains("NHI", StringComparison.Ordinal)));
        return page.ToString();
    }

    private static void Section(StringBuilder page, string title, IEnumerable<(string Standard, string By)> entries)
    {
        var rows = entries.GroupBy(entry => entry.Standard, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        page.AppendLine($"## {title}").AppendLine().AppendLine("| control | looked at by |").AppendLine("| --- | --- |");
        foreach (var row in rows)
        {
            page.AppendLine($"| {Clean(row.Key)} | {string.Join("; ", row.Select(entry => entry.By).Distinct().Order(StringComparer.Ordinal))} |");
        }

        page.AppendLine();
    }

    /// <summary>A rule's text is somebody else's: nothing of it may end a cell or become markup.</summary>
    private static string Clean(string text) => string.Concat(text.Where(letter => !char.IsControl(letter))).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
