namespace NhiEvents.Core.Tests.Detection.Sigma;

/// <summary>Each modifier, with an event that matches and one that nearly does.</summary>
public sealed class ModifierTests
{
    [Theory]
    [InlineData("f: Value", "value", true)]
    [InlineData("f: Value", "value2", false)]
    [InlineData("f: [a, b]", "B", true)]
    [InlineData("f: [a, b]", "c", false)]
    [InlineData("f|cased: Value", "Value", true)]
    [InlineData("f|cased: Value", "value", false)]
    [InlineData("f|contains: alu", "VALUE", true)]
    [InlineData("f|contains: alx", "value", false)]
    [InlineData("f|contains|cased: alu", "VALUE", false)]
    [InlineData("f|contains|all: [al, ue]", "value", true)]
    [InlineData("f|contains|all: [al, xx]", "value", false)]
    [InlineData("f|startswith: va", "VALUE", true)]
    [InlineData("f|startswith: al", "value", false)]
    [InlineData("f|endswith: UE", "value", true)]
    [InlineData("f|endswith: lu", "value", false)]
    [InlineData("f|re: ^v.l", "value", true)]
    [InlineData("f|re: ^V.l", "value", false)]
    [InlineData("f|re|i: ^V.l", "value", true)]
    [InlineData("f|re: ^b$", "a\nb", false)]
    [InlineData("f|re|m: ^b$", "a\nb", true)]
    [InlineData("f|re: a.b", "a\nb", false)]
    [InlineData("f|re|s: a.b", "a\nb", true)]
    [InlineData("f|re|i|m: ^B$", "a\nb", true)]
    [InlineData("f|re: (?<!x)y", "ay", true)]
    [InlineData("f|re: (?<!x)y", "xy", false)]
    [InlineData("f|cidr: 10.0.0.0/8", "10.200.1.1", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("f|cidr: 10.1.2.3/8", "10.200.1.1", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "10.0.0.1:443", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("f|cidr: '2001:db8::/32'", "2001:db8:1::1", true)]
    [InlineData("f|cidr: '2001:db8::/32'", "2001:db9::1", false)]
    [InlineData("f|cidr: 0.0.0.0/0", "2001:db9::1", false)]
    [InlineData("f|cidr: '::/0'", "2001:db9::1", true)]
    [InlineData("f|cidr: '::/0'", "10.0.0.1", false)]
    [InlineData("f|cidr: '::ffff:0:0/96'", "10.0.0.1", true)]
    [InlineData("f|cidr: ['10.0.0.0/8', '192.168.0.0/16']", "192.168.3.4", true)]
    [InlineData("f|cidr: 10.0.0.0/8", "no address", false)]
    [InlineData("f|lt: 5", "4.5", true)]
    [InlineData("f|lt: 5", "5", false)]
    [InlineData("f|lte: 5", "5", true)]
    [InlineData("f|gt: 5", "6", true)]
    [InlineData("f|gt: 5", "5", false)]
    [InlineData("f|gte: 5", "5", true)]
    [InlineData("f|gte: 5", "x", false)]
    [InlineData("f|neq: a", "b", true)]
    [InlineData("f|neq: a", "A", false)]
    [InlineData("f|neq: [a, b]", "b", false)]
    [InlineData("f|windash|contains: ' -enc '", "x /enc y", true)]
    [InlineData("f|windash|contains: ' -enc '", "x –enc y", true)]
    [InlineData("f|windash|contains: ' /enc '", "x ―enc y", true)]
    [InlineData("f|windash|contains: ' -enc '", "x +enc y", false)]
    [InlineData("f|windash: a-b", "a/b", false)]
    [InlineData("f|base64: foobar", "Zm9vYmFy", true)]
    [InlineData("f|base64: foobar", "Zm9vYmF", false)]
    [InlineData("f|utf16le|base64: cmd", "YwBtAGQA", true)]
    [InlineData("f|wide|base64: cmd", "YwBtAGQA", true)]
    [InlineData("f|utf16be|base64: cmd", "AGMAbQBk", true)]
    [InlineData("f|utf16|base64: cmd", "//5jAG0AZAA=", true)]
    [InlineData("f|hour: 3", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|hour: 3", "2026-03-02T04:00:00Z", false)]
    [InlineData("f|minute: 59", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|day: 2", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|week: 10", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|month: 3", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|year: 2026", "2026-03-02T03:59:00Z", true)]
    [InlineData("f|year: 2025", "2026-03-02T03:59:00Z", false)]
    public void A_modifier_matches_what_the_specification_says(string selection, string value, bool matches) =>
        Assert.Equal(matches, Rules.Selects(selection, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["f"] = value })));

    [Theory]
    [InlineData("http://", "aHR0cDovL")]
    [InlineData("http://x", "x")]
    public void Base64offset_finds_a_text_at_every_place_of_an_encoded_one(string text, string other)
    {
        foreach (var before in new[] { "", "a", "ab", "abc", "abcd" })
        {
            var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(before + text + "and more"));

            Assert.True(Rules.Selects($"f|base64offset|contains: '{text}'", $$"""{"f":"{{encoded}}"}"""));
            Assert.Equal(other.Length > 1 && encoded.Contains(other, StringComparison.Ordinal), other.Length > 1 && before.Length % 3 == 0);
        }

        Assert.False(Rules.Selects($"f|base64offset|contains: '{text}'", """{"f":"aGVsbG8gd29ybGQ="}"""));
    }

    [Theory]
    [InlineData("f: a*c", "abbbc", true)]
    [InlineData("f: a*c", "abbbcd", false)]
    [InlineData("f: a?c", "abc", true)]
    [InlineData("f: a?c", "ac", false)]
    [InlineData("f: '*b*'", "abc", true)]
    [InlineData("f: '*b'", "abc", false)]
    [InlineData("f: a*b*c", "aXbYbZc", true)]
    [InlineData(@"f: a\*c", "a*c", true)]
    [InlineData(@"f: a\*c", "abc", false)]
    [InlineData(@"f: a\?c", "abc", false)]
    [InlineData(@"f: a\\*c", @"a\xc", true)]
    [InlineData(@"f: a\\*c", "a*c", false)]
    [InlineData(@"f: a\\\*c", @"a\*c", true)]
    [InlineData(@"f: a\\\*c", @"a\xc", false)]
    [InlineData(@"f: a\b", @"a\b", true)]
    [InlineData(@"f: a\\b", @"a\b", true)]
    [InlineData(@"f: a\\\\b", @"a\\b", true)]
    [InlineData(@"f: a\", @"a\", true)]
    [InlineData("f: '*'", "anything", true)]
    [InlineData("f|contains: a*c", "xxabcxx", true)]
    [InlineData("f|startswith: a?c", "abcdef", true)]
    [InlineData("f|endswith: a?c", "abcdef", false)]
    [InlineData("f: '**b'", "aab", true)]
    public void Wildcards_and_escapes_are_told_apart(string selection, string value, bool matches) =>
        Assert.Equal(matches, Rules.Selects(selection, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["f"] = value })));

    [Theory]
    [InlineData("f: null", """{"f":null}""", true)]
    [InlineData("f: null", """{"g":1}""", true)]
    [InlineData("f: null", """{"f":""}""", false)]
    [InlineData("f:", """{"g":1}""", true)]
    [InlineData("f: ''", """{"f":""}""", true)]
    [InlineData("f: ''", """{"f":null}""", false)]
    [InlineData("f: ''", """{"g":1}""", false)]
    [InlineData("f: 'null'", """{"f":null}""", false)]
    [InlineData("f: 'null'", """{"f":"null"}""", true)]
    [InlineData("f|exists: true", """{"f":null}""", true)]
    [InlineData("f|exists: true", """{"g":1}""", false)]
    [InlineData("f|exists: false", """{"g":1}""", true)]
    [InlineData("f|exists: false", """{"f":""}""", false)]
    [InlineData("f: 50053", """{"f":50053}""", true)]
    [InlineData("f: 50053", """{"f":"50053"}""", true)]
    [InlineData("f: '50053'", """{"f":50053}""", true)]
    [InlineData("f: 'false'", """{"f":false}""", true)]
    [InlineData("f: false", """{"f":"False"}""", true)]
    [InlineData("f: '[]'", """{"f":[]}""", true)]
    [InlineData("f: b", """{"f":["a","b"]}""", true)]
    [InlineData("f: '*'", """{"g":1}""", false)]
    [InlineData("f|fieldref: g", """{"f":"X","g":"x"}""", true)]
    [InlineData("f|fieldref: g", """{"f":"X","g":"y"}""", false)]
    [InlineData("f|fieldref: g", """{"f":"X"}""", false)]
    [InlineData("f|fieldref|cased: g", """{"f":"X","g":"x"}""", false)]
    [InlineData("f|fieldref|startswith: g", """{"f":"xyz","g":"xy"}""", true)]
    [InlineData("f|contains|fieldref: g", """{"f":"xyz","g":"y"}""", true)]
    [InlineData("f|fieldref|neq: g", """{"f":"X","g":"y"}""", true)]
    public void Null_empty_and_other_kinds_of_values_are_told_apart(string selection, string json, bool matches) => Assert.Equal(matches, Rules.Selects(selection, json));

    [Theory]
    [InlineData("f|expand: '%x%'", "placeholders")]
    [InlineData("f|contain: x", "\"contain\" is no modifier")]
    [InlineData("f|re|contains: x", "cannot follow \"re\"")]
    [InlineData("f|contains|re: x", "cannot follow \"contains\"")]
    [InlineData("f|i: x", "behind re")]
    [InlineData("f|all: x", "joins the values of a list")]
    [InlineData("f|base64: a*b", "without wildcards")]
    [InlineData("f|cidr: 10.0.0.0/33", "is no network")]
    [InlineData("f|exists: maybe", "takes true or false")]
    [InlineData("f|lt: many", "is no number")]
    [InlineData("f|re: '('", "cannot be read")]
    [InlineData("f|windash: ' -a -b -c -d -e -f'", "more than 1024 values")]
    [InlineData("f: {a: b}", "values are texts")]
    [InlineData("f: []", "is empty")]
    public void A_modifier_that_cannot_work_is_refused_with_what_to_write(string selection, string words)
    {
        var fault = Rules.Fault(Rules.With($"selection:\n  {selection}\ncondition: selection"));

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(7, fault.Line);
    }

    [Fact]
    public void An_expression_that_would_run_for_ever_is_given_up()
    {
        var matcher = new NhiEvents.Core.Detection.Sigma.SigmaEngine(Rules.Clean(Rules.With("s:\n  f|re: '^(?=(a+)+$)(a+)+b'\ncondition: s"))).CreateMatcher();

        var matches = matcher.Match(System.Text.Encoding.UTF8.GetBytes($$"""{"f":"{{new string('a', 40)}}c"}"""));

        Assert.Empty(matches!);
        Assert.Equal(1, matcher.TookTooLong);
    }
}
