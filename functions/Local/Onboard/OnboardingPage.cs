using NhiEvents.Local.Onboard.Tenant;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>One page: what would be reported, where to begin, what to clean up, what is not known.</summary>
internal static class OnboardingPage
{
    private const int MaxItems = 500;

    public static void Write(HtmlWriter html, Onboarding onboarding)
    {
        html.Doctype();
        using (html.Open("html", null, ("lang", "en")))
        {
            PageHead.Write(html, Sentence(onboarding));
            using (html.Open("body"))
            {
                using (html.Open("main"))
                {
                    WriteHeadline(html, onboarding);
                    WriteFindings(html, onboarding);
                    WriteRisks(html, onboarding);
                    foreach (var campaign in onboarding.Campaigns)
                    {
                        WriteCampaign(html, campaign);
                    }

                    WriteUnknown(html, onboarding);
                    WriteChecks(html, onboarding);
                }

                using (html.Open("footer"))
                {
                    html.Element("p", null, onboarding.Checks is null
                        ? "Counted from the exports that were given; nothing was asked of a tenant, sent to anybody or written anywhere. onboarding.json beside this page holds everything."
                        : "Counted from what the tenant let be read; nothing was written there or sent to anybody. onboarding.json beside this page holds everything.");
                    html.Element("p", "made", "Written by NhiEvents. It may name accounts and policies: share it like the exports it comes from.");
                }
            }
        }
    }

    public static string Sentence(Onboarding onboarding)
    {
        var findings = onboarding.Findings.Sum(count => count.Identities);
        return $"{Words.Plural(onboarding.Identities, "non-human identity", "non-human identities")}: {Words.Plural(findings, "finding", "findings")} on the first day";
    }

    private static void WriteHeadline(HtmlWriter html, Onboarding onboarding)
    {
        using (html.Open("header", "top"))
        {
            html.Element("p", "eyebrow", "Non-human identities · before you switch it on");
            using (html.Open("h1", onboarding.Findings.Count == 0 ? "good" : null))
            {
                html.Element("span", "first", Sentence(onboarding) + ".");
                html.Element("span", "then", string.Join(", ", onboarding.Campaigns.Where(campaign => campaign.Items.Count > 0).Select(campaign => $"{campaign.Title}: {Words.Number(campaign.Items.Count)}")));
            }

            html.Element("p", "again", onboarding.Period is var (first, last)
                ? $"From sign-in logs of {Words.Span(last - first)}, {Words.Minute(first)} to {Words.Minute(last)} UTC; they are enough to know the behaviour of {Words.Plural(onboarding.WithProfile, "identity", "identities")}."
                : "Without sign-in logs.");
        }
    }

    private static void WriteFindings(HtmlWriter html, Onboarding onboarding) => Section(html, "findings", "If it were switched on", () =>
    {
        if (onboarding.Findings.Count == 0)
        {
            html.Element("p", null, onboarding.Period is null ? "Not known without logs." : "Nothing would be reported.");
            return;
        }

        html.Element("p", "source", "What would be reported from these logs.");
        Table.Write(html, "If it were switched on",
        [
            new("Finding", (cell, count) => cell.Text($"{count.FindingType} {Words.Title(count.Name)}")),
            new("Severity", (cell, count) => cell.Text(count.Severity.ToString())),
            new("Identities", (cell, count) => cell.Text(Words.Number(count.Identities)), "number"),
            new Column<FindingCount>("Sign-ins", (cell, count) => cell.Text(Words.Number(count.Events)), "number"),
        ], onboarding.Findings, "identities");
    });

    private static void WriteRisks(HtmlWriter html, Onboarding onboarding) => Section(html, "risks", "Begin here", () =>
    {
        if (onboarding.Risks.Count == 0)
        {
            html.Element("p", null, "Nothing stands out.");
            return;
        }

        Table.Write(html, "Begin here",
        [
            new("Identity", (cell, risk) => cell.Name(Words.Short(risk.Name), "name")),
            new("Kind", (cell, risk) => cell.Text(Words.Title(risk.Kind.ToString()))),
            new("Owner", (cell, risk) => cell.Name(Words.Short(risk.Owner))),
            new Column<Risk>("Why", (cell, risk) => cell.Name(string.Join("; ", risk.Reasons))),
        ], onboarding.Risks, "identities");
    });

    private static void WriteCampaign(HtmlWriter html, Campaign campaign) => Section(html, campaign.Slug, campaign.Title, () =>
    {
        html.Element("p", "source", campaign.Why);
        if (campaign.Items.Count == 0)
        {
            return;
        }

        using (html.Open("details", "group"))
        {
            html.Element("summary", null, $"{Words.Number(campaign.Items.Count)} ({Words.Number(campaign.Of)} looked at{(campaign.PercentDone is { } done ? $", {done} % need nothing" : "")})");
            Table.Write(html, campaign.Title,
            [
                new("What", (cell, item) => cell.Name(Words.Short(item.Name), "name")),
                new("Kind", (cell, item) => cell.Text(item.Kind is { } kind ? Words.Title(kind.ToString()) : "")),
                new("Owner", (cell, item) => cell.Name(Words.Short(item.Owner))),
                new Column<CampaignItem>("Detail", (cell, item) => cell.Name(item.Detail)),
            ], campaign.Items.Take(MaxItems), "identities");
            if (campaign.Items.Count > MaxItems)
            {
                html.Element("p", "source", $"The first {Words.Number(MaxItems)}; all are in onboarding.json.");
            }
        }
    });

    private static void WriteUnknown(HtmlWriter html, Onboarding onboarding) => Section(html, "unknown", "Not known", () =>
    {
        using (html.Open("ul"))
        {
            foreach (var line in onboarding.Unknown)
            {
                html.Element("li", null, line);
            }
        }
    });

    private static void WriteChecks(HtmlWriter html, Onboarding onboarding)
    {
        if (onboarding.Checks is not { } checks)
        {
            return;
        }

        Section(html, "checks", "Licences and permissions", () => Table.Write(html, "Licences and permissions",
        [
            new("Asked for", (cell, check) => cell.Text(Words.Title(check.Subject)), "name"),
            new("Answer", (cell, check) => cell.Text(check.Answer switch { TenantAnswer.Yes => "Yes", TenantAnswer.NoLicence => "No licence", TenantAnswer.NotRead => "Not read" })),
            new("In words", (cell, check) => cell.Text(check.Text)),
            new Column<TenantCheck>("Needed for", (cell, check) => cell.Text(check.Without)),
        ], checks, "identities"));
    }

    private static void Section(HtmlWriter html, string id, string title, Action content)
    {
        using (html.Open("section", null, ("aria-labelledby", id + "-title")))
        {
            html.Element("h2", null, title, ("id", id + "-title"));
            content();
        }
    }
}
