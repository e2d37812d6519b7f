using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;

namespace NhiEvents.Local.Report;

/// <summary>One finding: cause, facts, what to do, evidence.</summary>
internal static class FindingBlock
{
    private const int MaxNames = 8;

    public static void Write(HtmlWriter html, IdentityView view, Finding finding)
    {
        using (html.Open("section", "finding"))
        {
            html.Element("h4", null, $"{finding.FindingType} {Words.Title(finding.Name)}");
            html.Element("p", "cause", finding.Cause);
            using (html.Open("div", "cols"))
            {
                WriteFacts(html, view, finding);
                RemedyList.Write(html, finding.Remedies);
            }

            EvidenceTable.Write(html, finding);
        }
    }

    private static void WriteFacts(HtmlWriter html, IdentityView view, Finding finding)
    {
        using (html.Open("div", "facts"))
        {
            html.Element("h5", null, "Facts");
            using (html.Open("dl"))
            {
                Fact(html, "Failures", Words.Count(finding));
                Fact(html, "Since (UTC)", Words.Second(finding.FirstSeen));
                Fact(html, "Latest (UTC)", Words.Second(finding.LastSeen));
                Fact(html, "Success since then", view.Timeline is null ? "not looked up" : view.SucceededSince(finding) is { } success ? $"yes, {Words.Second(success)}" : "none in these logs");
                if (finding.FindingType == Unknowns.Challenge || finding.Evidence.DemandedBy.Count > 0)
                {
                    Fact(html, "Demanded by (as logged)", finding.Evidence.DemandedBy.Count > 0 ? [.. finding.Evidence.DemandedBy] : [finding.Evidence.Policies.Count > 0 ? "Conditional Access" : "unknown"]);
                }

                Fact(html, "Policy", [.. finding.Evidence.Policies]);
                Fact(html, "Application", [.. finding.Evidence.Apps]);
                Fact(html, "Resource", [.. finding.Evidence.Resources]);
                Fact(html, "Error code", [.. finding.Evidence.Codes.Select(Meaning)]);
                Fact(html, "Standards", [.. finding.Standards]);
            }
        }
    }

    /// <summary>Codes of sign-ins have at least five digits; below are the HTTP statuses of denied operations, and Windows' number for a lockout.</summary>
    private static string Meaning(int code) =>
        code < 1000 ? $"HTTP {code}" : code < 10_000 ? $"Windows event {code}: a user account was locked out" : $"AADSTS{code}: {ErrorCodeTable.Shipped.Find(code)?.Meaning ?? "not in the table of error codes"}";

    private static void Fact(HtmlWriter html, string name, params IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        using (html.Open("div"))
        {
            html.Element("dt", null, name);
            foreach (var value in values.Take(MaxNames))
            {
                using (html.Open("dd"))
                {
                    html.Name(value);
                }
            }

            if (values.Count > MaxNames)
            {
                html.Element("dd", null, $"and {values.Count - MaxNames} more");
            }
        }
    }
}
