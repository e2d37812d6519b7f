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
    [InlineData("{\"a\":1},\n{\"b\":2},\n", """{"a":1}|{"b":2}""")]
    [InlineData("  \n ", "")]
    public void Records_are_found(string body, string expected) => Assert.Equal(expected, string.Join('|', Texts(body)));

    [Theory]
    [InlineData("{\"a\":1\n{\"b\":2}", "!{\"a\":1|{\"b\":2}")]
    [InlineData("{\"a\":\n{\"b\":2}\n{\"c\":3}", "!{\"a\":|{\"b\":2}|{\"c\":3}")]
    [InlineData("garbage\n{\"b\":2}", "!garbage|{\"b\":2}")]
    [InlineData("{\"a\":\"cut\n{\"b\":2}\n", "!{\"a\":\"cut|{\"b\":2}")]
    [InlineData("{\"b\":2}\n{\"a\":", "{\"b\":2}|!{\"a\":")]
    [InlineData("{\"records\":[{\"a\":1},{\"b\":", "{\"a\":1}|!,{\"b\":")]
    public void One_bad_line_costs_one_record(string body, string expected) => Assert.Equal(expected, string.Join('|', Texts(body)));

    [Fact]
    public void A_fault_says_where() => Assert.Contains("line 1", Assert.Single(RecordSplitter.Split("{\"a\" 1}"u8)).Detail!, StringComparison.Ordinal);

    [Fact]
    public void A_deep_record_does_not_cost_the_envelope() =>
        Assert.Equal(3, RecordSplitter.Split(Encoding.UTF8.GetBytes($$"""{"records":[{"a":1},{"b":{{new string('[', 200)}}{{new string(']', 200)}}},{"c":3}]}""")).Count(range => range.Fault is null));

    private static IEnumerable<string> Texts(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return RecordSplitter.Split(bytes).Select(range => (range.Fault is null ? "" : "!") + Encoding.UTF8.GetString(bytes, range.Offset, range.Length));
    }
}
