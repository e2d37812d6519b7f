using NhiEvents.Core.Detection.Sigma;

namespace NhiEvents.Core.Tests.Detection.Sigma;

public sealed class ShippedRulesTests
{
    [Fact]
    public void Every_shipped_rule_passes_its_own_tests_and_has_one_of_each_kind()
    {
        var rules = ShippedRules.Load();

        var results = new RuleTestRun(new SigmaEngine(rules)).Run().ToList();

        Assert.All(results, result => Assert.True(result.Passed, $"{result.Rule.Heading.Title}: {result.Test.Name}"));
        Assert.All(rules.Rules, rule => Assert.Equal([false, true], rule.Tests.Select(test => test.Fires).Distinct().Order()));
    }

    [Fact]
    public void Every_shipped_rule_says_what_it_is_about_and_what_to_do()
    {
        var rules = ShippedRules.Load();

        Assert.Empty(rules.Faults);
        Assert.All(rules.Rules, rule =>
        {
            Assert.NotEmpty(RuleTags.Techniques(rule.Heading));
            Assert.NotEmpty(rule.Heading.FalsePositives);
            Assert.NotEmpty(rule.Heading.Remedy);
            Assert.NotEmpty(rule.Heading.Standards);
            Assert.NotEmpty(rule.Heading.Description);
        });
    }
}
