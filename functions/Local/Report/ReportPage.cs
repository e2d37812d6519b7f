using System.Text;

namespace NhiEvents.Local.Report;

/// <summary><c>report.html</c>: one page that needs nothing else, for whoever has to repair the identities and whoever has to know.</summary>
internal static class ReportPage
{
    /// <summary>Nothing may be loaded, sent or run but this page's own style and script.</summary>
    private static string Policy =>
        $"default-src 'none'; style-src {OwnContent.Style.Hash}; script-src {OwnContent.Script.Hash}; base-uri 'none'; form-action 'none'";

    public static void Write(Stream stream, ReportModel model)
    {
        using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var html = new HtmlWriter(output);
        html.Doctype();
        using (html.Open("html", null, ("lang", "en")))
        {
            WriteHead(html, model);
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

    private static void WriteHead(HtmlWriter html, ReportModel model)
    {
        using (html.Open("head"))
        {
            html.Void("meta", null, ("charset", "utf-8"));
            html.Void("meta", null, ("http-equiv", "Content-Security-Policy"), ("content", Policy));
            html.Void("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Void("meta", null, ("name", "color-scheme"), ("content", "light dark"));
            html.Void("meta", null, ("name", "referrer"), ("content", "no-referrer"));
            html.Void("meta", null, ("name", "robots"), ("content", "noindex"));
            html.Element("title", null, HeadlineSection.Sentence(model));
            html.Own("style", OwnContent.Style);
        }
    }
}
