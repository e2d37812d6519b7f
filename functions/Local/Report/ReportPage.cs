using System.Text;

namespace NhiEvents.Local.Report;

/// <summary><c>report.html</c>: one page that needs nothing else, for whoever has to repair the identities and whoever has to know.</summary>
internal static class ReportPage
{
    public static void Write(Stream stream, ReportModel model)
    {
        using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var html = new HtmlWriter(output);
        html.Doctype();
        using (html.Open("html", null, ("lang", "en")))
        {
            PageHead.Write(html, HeadlineSection.Sentence(model));
            using (html.Open("body"))
            {
                using (html.Open("main"))
                {
                    HeadlineSection.Write(html, model);
                    ChartSection.Write(html, model);
                    BrokenSection.Write(html, model);
                    IdentitiesSection.Write(html, model);
                }

                NotesSection.Write(html, model);
                html.Element("p", "sr-only", "", ("role", "status"), ("id", "said"));
                html.Own("script", OwnContent.Script);
            }
        }
    }
}
