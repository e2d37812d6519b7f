using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NhiEvents.Scenarios;

/// <summary>A report as a browser would see it. It is well-formed XML by design, so a strict reader tells whether every tag is closed and every text is text.</summary>
internal sealed partial class ReportHtml
{
    private static readonly HashSet<string> Tags = new(StringComparer.Ordinal)
    {
        "html", "head", "meta", "title", "style", "script", "body", "main", "header", "footer", "section", "article", "h1", "h2", "h3", "h4", "h5", "p", "span", "b", "bdi",
        "div", "dl", "dt", "dd", "ul", "ol", "li", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "pre", "code", "button", "label", "input",
        "svg", "g", "rect", "line", "text", "desc",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "role", "scope", "open", "hidden", "type", "tabindex", "for", "autocomplete", "spellcheck", "data-label",
        "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "x", "y", "x1", "x2", "y1", "y2", "dy", "width", "height",
    };

    public ReportHtml(string path)
    {
        Source = File.ReadAllText(path);
        using var reader = XmlReader.Create(new StringReader(Source), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        Page = XDocument.Load(reader);
    }

    public string Source { get; }

    public XDocument Page { get; }

    /// <summary>What a reader sees, and what is folded away.</summary>
    public string Text => string.Join(' ', Page.Descendants("body").Nodes().OfType<XElement>().Where(part => part.Name != "script").Select(part => part.Value));

    /// <summary>Everything that could do more than be looked at: nothing but this page's own style and script.</summary>
    public void AssertIsInert()
    {
        Assert.Empty(Page.Descendants().Select(element => element.Name.ToString()).Where(name => !Tags.Contains(name)).Distinct());
        Assert.Empty(Page.Descendants().SelectMany(element => element.Attributes()).Select(attribute => attribute.Name.ToString()).Where(name => !Attributes.Contains(name)).Distinct());
        Assert.Single(Page.Descendants("script"));
        Assert.Single(Page.Descendants("style"));
        Assert.DoesNotMatch(Loading(), Page.Descendants("style").Single().Value + Page.Descendants("script").Single().Value);
        Assert.DoesNotMatch(Address(), string.Concat(Page.Descendants().SelectMany(element => element.Attributes()).Select(attribute => attribute.Value)));
        Assert.Matches(Policy(), Page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value);
        var ids = Page.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.DoesNotMatch(Invisible(), Source);
    }

    [GeneratedRegex(@"url\(|@import|fetch|XMLHttpRequest|WebSocket|sendBeacon|innerHTML|eval|https?:|//[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Loading();

    [GeneratedRegex("https?:|javascript:|data:", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'$")]
    private static partial Regex Policy();

    /// <summary>Controls and everything that turns or hides text.</summary>
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}-[\n]]")]
    private static partial Regex Invisible();
}
