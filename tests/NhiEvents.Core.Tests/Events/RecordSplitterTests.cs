using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

public sealed class RecordSplitterTests
{
    [Theory]
    [InlineData("""{"records":[{"a":1},{"b":2}]}""", """{"a":1}|{"b":2}""")]
    [InlineData("""[{"a":1},{"b":2}]""", """{"a":1}|{"b":2}""")]
    [InlineData("""{"a":{"records":[1]}}""", """{"a":{"records":[1]}}""")]
    [InlineData("{\"a\":1}\n\n  \r\n{\"b\":2}\r\n", """{"a":1}|{"b":2}""")]
    [InlineData("\uFEFF{\"a\":1}\n", """{"a":1}""")]
    [InlineData("{\n  \"a\": 1\n}\n{\"b\":2}", "{\n  \"a\": 1\n}|{\"b\":2}")]
    [InlineData("{\"records\":[{\"a\":1}]}\n{\"records\":[{\"b\":2}]}", """{"a":1}|{"b":2}""")]
    [InlineData("""{"x":0,"records":[{"a":1}],"y":[]}""", """{"a":1}""")]
    [InlineData("""{"records":[]}""", "")]
    [InlineData("""{"@odata.context":"c","value":[{"a":1},{"b":2}],"@odata.nextLink":"n"}""", """{"a":1}|{"b":2}""")]
    [InlineData("""[{"records":[{"a":1}]},{"records":[{"b":2}]}]""", """{"a":1}|{"b":2}""")]
    [InlineData("""{"records":[{"a":1}],"more":{"x":[1]},"records":[{"b":2}]}""", """{"a":1}|{"b":2}""")]
    [InlineData("""{"tables":[{"name":"t","columns":[{"name":"Id"}],"rows":[["x"],["y"]]},{"columns":[],"rows":[]}]}""", """["x"]|["y"]""")]
    [InlineData("{\"a\":1},\n{\"b\":2},\n", """{"a":1}|{"b":2}""")]
    [InlineData("  \n ", "")]
    public void Records_are_found(string body, string expected) => Assert.Equal(expected, string.Join('|', Texts(body)));

    [Theory]
    [InlineData("{\"a\":1\n{\"b\":2}", "!{\"a\":1|{\"b\":2}")]
    [InlineData("{\"a\":\n{\"b\":2}\n{\"c\":3}", "!{\"a\":|{\"b\":2}|{\"c\":3}")]
    [InlineData("garbage\n{\"b\":2}", "!garbage|{\"b\":2}")]
    [InlineData("{\"a\":\"cut\n{\"b\":2}\n", "!{\"a\":\"cut|{\"b\":2}")]
    [InlineData("{\"b\":2}\n{\"a\":", "{\"b\":2}|!{\"a\":")]
    [InlineData("{\"records\":[{\"a\":1},{\"b\":", "{\"a\":1}|!{\"b\":")]
    [InlineData("[{\"a\":1},{\"b\": oops},{\"c\":3}]", "{\"a\":1}|!{\"b\": oops}|{\"c\":3}")]
    [InlineData("[{\"a\":1},\n{\"b\":\n{\"c\":3}]", "{\"a\":1}|!{\"b\":|{\"c\":3}")]
    [InlineData("[{\"a\":1}", "{\"a\":1}|!")]
    [InlineData("{\"value\":[{\"a\":1}],\"next\":\"x\"}}\n{\"b\":2}", "{\"a\":1}|!}|{\"b\":2}")]
    public void One_bad_line_costs_one_record(string body, string expected) => Assert.Equal(expected, string.Join('|', Texts(body)));

    [Fact]
    public void A_fault_says_where() =>
        Assert.Contains("line 1", Assert.IsType<ReadResult.Unreadable>(Assert.Single(Splitting.Items("{\"a\" 1}"u8.ToArray())).Result).Detail, StringComparison.Ordinal);

    [Fact]
    public void A_deep_record_does_not_cost_the_envelope()
    {
        var deep = $$"""{"records":[{"a":1},{"b":{{new string('[', 10_000)}}{{new string(']', 10_000)}}},{"c":3}]}""";

        Assert.Equal([true, false, true], Splitting.Items(Encoding.UTF8.GetBytes(deep)).Select(item => item.IsWhole));
    }

    private static IEnumerable<string> Texts(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Splitting.Items(bytes).Select(item => (item.IsWhole ? "" : "!") + Encoding.UTF8.GetString(bytes, (int)item.Offset, item.Length).TrimEnd());
    }
}
