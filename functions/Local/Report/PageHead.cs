namespace NhiEvents.Local.Report;

/// <summary>The head of a page that needs nothing else.</summary>
internal static class PageHead
{
    /// <summary>Nothing may be loaded, sent or run but this page's own style and script.</summary>
    private static string Policy =>
        $"default-src 'none'; style-src {OwnContent.Style.Hash}; script-src {OwnContent.Script.Hash}; base-uri 'none'; form-action 'none'";

    public static void Write(HtmlWriter html, string title)
    {
        using (html.Open("head"))
        {
            html.Void("meta", null, ("charset", "utf-8"));
            html.Void("meta", null, ("http-equiv", "Content-Security-Policy"), ("content", Policy));
            html.Void("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Void("meta", null, ("name", "color-scheme"), ("content", "light dark"));
            html.Void("meta", null, ("name", "referrer"), ("content", "no-referrer"));
            html.Void("meta", null, ("name", "robots"), ("content", "noindex"));
            html.Element("title", null, title);
            html.Own("style", OwnContent.Style);
        }
    }
}
