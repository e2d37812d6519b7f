using System.Diagnostics;
using NhiEvents.Local.Report;

namespace NhiEvents.Functions.Tests.Local;

public sealed class HtmlWriterTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly HtmlWriter _html;

    public HtmlWriterTests() => _html = new HtmlWriter(_output);

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("a & b \" ' < >", "a &amp; b &quot; &#x27; &lt; &gt;")]
    [InlineData("Zürich 東京", "Zürich 東京")]
    [InlineData("pay\u202Eexe", "pay<span class=\"hidden-char\">U&#x2B;202E</span>exe")]
    [InlineData("a\u200Bb\u0007", "a<span class=\"hidden-char\">U&#x2B;200B</span>b<span class=\"hidden-char\">U&#x2B;0007</span>")]
    [InlineData("\U000E0041", "<span class=\"hidden-char\">U&#x2B;E0041</span>")]
    [InlineData("a\nb", "a<span class=\"hidden-char\">U&#x2B;000A</span>b")]
    public void Text_is_encoded_and_what_hides_is_shown(string text, string written)
    {
        _html.Text(text);

        Assert.Equal(written, _output.ToString());
    }

    [Fact]
    public void Half_a_character_is_shown_too()
    {
        _html.Text("a" + (char)0xD83D + "b");

        Assert.Equal("a<span class=\"hidden-char\">U&#x2B;FFFD</span>b", _output.ToString());
    }

    [Fact]
    public void An_attribute_cannot_be_left()
    {
        _html.Element("td", null, "", ("data-label", "\" onmouseover=\"alert(1)\u202E"));

        Assert.Equal("<td data-label=\"&quot; onmouseover=&quot;alert(1)[U&#x2B;202E]\"></td>\n", _output.ToString());
    }

    [Theory]
    [InlineData("onclick")]
    [InlineData("OnLoad")]
    [InlineData("href")]
    [InlineData("src")]
    [InlineData("style")]
    [InlineData("formaction")]
    public void An_attribute_that_could_act_does_not_exist(string name) =>
        Assert.Throws<UnreachableException>(() => _html.Element("p", null, "", (name, "x")));

    [Fact]
    public void Lines_of_a_command_stay_lines()
    {
        _html.Lines("az one\r\naz two\u202E");

        Assert.Equal("az one\naz two<span class=\"hidden-char\">U&#x2B;202E</span>", _output.ToString());
    }

    [Fact]
    public void A_tag_closed_out_of_order_is_a_bug()
    {
        var outer = _html.Open("div");
        _html.Open("p");

        Assert.Throws<UnreachableException>(outer.Dispose);
    }

    public void Dispose() => _output.Dispose();
}
