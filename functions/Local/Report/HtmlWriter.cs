using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace NhiEvents.Local.Report;

/// <summary>Writes a page so that nothing in it can be anything but text: all content is encoded, tags close themselves, and attributes that could act do not exist.</summary>
/// <remarks>
/// Names of tags and attributes are constants of this program; the only raw content is the page's own style and script. The result is HTML and
/// well-formed XML at once, so any XML reader can check it.
/// </remarks>
internal sealed class HtmlWriter(TextWriter output)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>No address, no style, no handler: what a reader sees is all there is.</summary>
    private static readonly string[] Refused = ["href", "src", "srcset", "style", "action", "formaction", "data", "xlink:href", "srcdoc"];

    /// <summary>A line break after these would show as a space.</summary>
    private static readonly string[] Inline = ["span", "bdi", "code", "b", "strong", "summary"];

    private readonly Stack<string> _open = new();

    private int _ids;

    /// <summary>An id that no other element has.</summary>
    public string NextId(string prefix) => $"{prefix}{++_ids}";

    public void Doctype() => output.Write("<!DOCTYPE html>\n");

    /// <summary>Opens an element; disposing closes it.</summary>
    public Scope Open(string tag, string? css = null, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, css, attributes);
        _open.Push(tag);
        return new Scope(this, tag);
    }

    /// <summary>An element that has no content: a void element, or a shape of a drawing.</summary>
    public void Void(string tag, string? css = null, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        StartOpen(tag, css, attributes);
        output.Write("/>\n");
    }

    public void Element(string tag, string? css, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, css, attributes);
        Text(text);
        End(tag);
    }

    /// <summary>Text; what a reader could not see stands there as its code point.</summary>
    public void Text(string text)
    {
        foreach (var (piece, isHidden) in VisibleText.Pieces(text))
        {
            if (isHidden)
            {
                Start("span", "hidden-char", []);
            }

            output.Write(Encoder.Encode(piece));
            if (isHidden)
            {
                End("span");
            }
        }
    }

    /// <summary>A name out of a log: isolated, so that its direction does not reach its surroundings.</summary>
    public void Name(string text, string? css = null) => Element("bdi", css, text);

    /// <summary>Lines of a command, as they are to be copied.</summary>
    public void Lines(string text)
    {
        var separator = "";
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            output.Write(separator);
            Text(line);
            separator = "\n";
        }
    }

    /// <summary>The page's own style or script.</summary>
    public void Own(string tag, OwnContent content)
    {
        Start(tag, null, []);
        output.Write(content.Text);
        End(tag);
    }

    private void Start(string tag, string? css, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        StartOpen(tag, css, attributes);
        output.Write('>');
    }

    private void StartOpen(string tag, string? css, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        output.Write('<');
        output.Write(tag);
        if (css is not null)
        {
            Attribute("class", css);
        }

        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                Attribute(name, value);
            }
        }
    }

    private void Attribute(string name, string value)
    {
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || Refused.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new UnreachableException($"the report has no {name}");
        }

        output.Write(' ');
        output.Write(name);
        output.Write($"=\"{Encoder.Encode(VisibleText.Flat(value))}\"");
    }

    private void End(string tag)
    {
        output.Write("</");
        output.Write(tag);
        output.Write(Inline.Contains(tag) ? ">" : ">\n");
    }

    internal readonly struct Scope(HtmlWriter html, string tag) : IDisposable
    {
        public void Dispose()
        {
            if (html._open.Pop() != tag)
            {
                throw new UnreachableException($"<{tag}> is closed out of order");
            }

            html.End(tag);
        }
    }
}
