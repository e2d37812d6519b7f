using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Core.Detection.Sigma;

namespace NhiEvents.Core.Tests.Detection.Sigma;

/// <summary>Files as people write them, and as attackers do.</summary>
public sealed class RuleFileTests
{
    [Theory]
    [InlineData("a: b: c", "no YAML", 1)]
    [InlineData("a: [1, 2", "no YAML", 2)]
    [InlineData("title: T\ntitle: U", "stands in this map twice", 2)]
    [InlineData("- a", "a rule is a map", 1)]
    [InlineData("", "holds no rule", 1)]
    [InlineData("title: T\nlogsource: {product: azure}", "needs detection:", 1)]
    [InlineData("logsource: {product: azure}\ndetection: {s: {a: 1}, condition: s}", "needs a title:", 1)]
    [InlineData("title: T\ndetection: {s: {a: 1}, condition: s}", "needs logsource:", 1)]
    [InlineData("title: T\nlogsource: {definition: x}\ndetection: {s: {a: 1}, condition: s}", "names no product", 2)]
    [InlineData("title: T\nid: 42\nlogsource: {product: azure}\ndetection: {s: {a: 1}, condition: s}", "is no GUID", 2)]
    [InlineData("title: T\nlevel: huge\nlogsource: {product: azure}\ndetection: {s: {a: 1}, condition: s}", "level is one of", 2)]
    [InlineData("title: T\nlevel: '3'\nlogsource: {product: azure}\ndetection: {s: {a: 1}, condition: s}", "level is one of", 2)]
    [InlineData("action: global\ntitle: T", "in an old way", 1)]
    [InlineData("title: T\nlogsource: {product: azure}\nfilter: {rules: [x]}", "this is a Sigma filter", 1)]
    [InlineData("title: T\nlogsource: {product: azure}\ndetection: {s: *a, condition: s}", "nothing before this is called &a", 3)]
    [InlineData("title: T\nlogsource: {product: azure}\ndetection: {s: {a: 1}, condition: s}\nx-nhi: {tests: [{name: x}]}", "a test has name:", 4)]
    public void A_file_that_cannot_be_read_is_told_with_file_line_and_column(string text, string words, int line)
    {
        var fault = Assert.Single(SigmaRuleFile.Read(text, "folder/a.yml").Faults);

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(("folder/a.yml", (long)line), (fault.File, fault.Line));
        Assert.StartsWith($"folder/a.yml:{line}:", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_at_once()
    {
        var file = SigmaRuleFile.Read("title: T\nid: 42\nlevel: huge\nlogsource: {product: azure}\ndetection:\n  s:\n    a|nope: 1\n  condition: s and t\n", "a.yml");

        Assert.Empty(file.Rules);
        Assert.Equal([2L, 3, 7, 8], file.Faults.Select(fault => fault.Line).Order());
    }

    [Fact]
    public void A_good_rule_beside_a_bad_one_is_loaded()
    {
        var file = SigmaRuleFile.Read(Rules.With("s:\n  a: 1\ncondition: s") + "---\ntitle: broken\n", "a.yml");

        Assert.Single(file.Rules);
        Assert.Single(file.Faults);
    }

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("more than 50", Assert.Single(SigmaRuleFile.Read(bomb.ToString(), "a.yml").Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Contains("deep", Assert.Single(SigmaRuleFile.Read("a: " + new string('[', 100) + new string(']', 100), "a.yml").Faults).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Single(SigmaRuleFile.Read("a: " + new string('x', 1024 * 1024), "a.yml").Faults).Message, StringComparison.Ordinal);
        Assert.Contains("nested more than", Rules.Fault(Rules.With("s:\n  a: 1\ncondition: " + new string('(', 500) + "s" + new string(')', 500))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 2,000 words", Rules.Fault(Rules.With("s:\n  a: 1\ncondition: s" + string.Concat(Enumerable.Repeat(" and s", 2000)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_with_one_id_are_told()
    {
        var rule = Rules.With("s:\n  a: 1\ncondition: s") + "id: 929a690e-bef0-4204-a928-ef5e620d6fcc\n";

        var set = Rules.Set(rule, rule);

        Assert.Single(set.Rules);
        Assert.Contains("has the same id", Assert.Single(set.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        string[] pieces = ["title: T\n", "detection:\n", "  s:\n", "    a|re: '('\n", "  condition: ", "1 of ", "s", "not ", "(", ")", "&a ", "*a ", "- ", "{", "}", "[", "]", "'", "\"", "\\", "|", ":", "\n", "\t", "---\n", "null", "é", "\uD800", "correlation:\n", "  type: temporal\n", "  rules: [a]\n", "!!int ", "? ", "x-nhi: {tests: [{name: n, fires: true, event: {a: 1}}]}\n"];
        var texts = Gen.Elements(pieces).ListOf().Select(parts => string.Concat(parts));

        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var set = SigmaRuleSet.Of(SigmaRuleFile.Read(text, "a.yml"));
            new RuleTestRun(new SigmaEngine(set)).Run().ToList().ForEach(result => Assert.NotNull(result.Rule));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(20261121, 7));
    }
}
