namespace NhiEvents.Local.Report;

/// <summary>Where the numbers come from and how far they carry.</summary>
internal static class NotesSection
{
    public static void Write(HtmlWriter html, ReportModel model)
    {
        using (html.Open("footer"))
        {
            html.Element("h2", null, "About these numbers");
            using (html.Open("ul"))
            {
                html.Element("li", null, "Findings, counts, causes and remedies: findings.json. Identities, their totals and why they are taken for non-human ones: identities.json. Both lie beside this page and hold everything.");
                html.Element("li", null, "A failure is a distinct sign-in with an error code other than 0; repeated rows count once. A ≥ marks a count that may be higher.");
                html.Element("li", null, "Broken means: at least one open finding. A finding says what the rows show; it does not say that nothing has changed since the last of them.");
                html.Element("li", null, "Names, addresses and user agents are what a client sent. They are shown as text only; invisible characters are shown by number, such as U+202E.");
                html.Element("li", null, "All times are UTC and come from the log. The same logs give this same page, to the byte.");
            }

            if (model.Timelines.IsLowerBound)
            {
                html.Element("p", null, "Some hours held more events of one identity than are told apart: bars and strips show at least that many.");
            }

            html.Element("p", "made", "Written by NhiEvents. It may name accounts, addresses and policies: share it like the logs it comes from.");
        }
    }
}
