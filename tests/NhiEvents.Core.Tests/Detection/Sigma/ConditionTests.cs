namespace NhiEvents.Core.Tests.Detection.Sigma;

/// <summary>Each form of a search and of a condition.</summary>
public sealed class ConditionTests
{
    private const string Searches = "sel_a:\n  a: 1\nsel_b:\n  b: 1\n_hidden:\n  c: 1\nother:\n  d: 1\n";

    [Theory]
    [InlineData("sel_a", "a", true)]
    [InlineData("sel_a", "b", false)]
    [InlineData("not sel_a", "b", true)]
    [InlineData("not sel_a", "a", false)]
    [InlineData("sel_a and sel_b", "ab", true)]
    [InlineData("sel_a and sel_b", "a", false)]
    [InlineData("sel_a or sel_b", "b", true)]
    [InlineData("sel_a or sel_b", "d", false)]
    [InlineData("sel_a and not sel_b", "a", true)]
    [InlineData("sel_a and not sel_b", "ab", false)]
    [InlineData("sel_a or sel_b and other", "a", true)]
    [InlineData("(sel_a or sel_b) and other", "a", false)]
    [InlineData("(sel_a or sel_b) and other", "bd", true)]
    [InlineData("not (sel_a or sel_b)", "d", true)]
    [InlineData("not not sel_a", "a", true)]
    [InlineData("1 of them", "b", true)]
    [InlineData("1 of them", "c", false)]
    [InlineData("any of them", "d", true)]
    [InlineData("all of them", "abd", true)]
    [InlineData("all of them", "ab", false)]
    [InlineData("1 of sel_*", "b", true)]
    [InlineData("1 of sel_*", "d", false)]
    [InlineData("all of sel_*", "ab", true)]
    [InlineData("all of sel_*", "a", false)]
    [InlineData("1 of *_a", "a", true)]
    [InlineData("1 of _hid*", "c", true)]
    [InlineData("1 of *", "c", false)]
    [InlineData("all of *", "abd", true)]
    [InlineData("1 of *d*", "c", null)]
    [InlineData("1 of sel_* and not other", "bd", false)]
    [InlineData("SEL_A OR sel_a", "a", null)]
    [InlineData("sel_a OR sel_b", "b", true)]
    [InlineData("[sel_a, other]", "d", true)]
    [InlineData("[sel_a, other]", "b", false)]
    public void A_condition_means_what_the_specification_says(string condition, string present, bool? fires)
    {
        var rule = Searches + "condition: " + condition;
        var json = "{" + string.Join(',', present.Select(field => $"\"{field}\":1")) + "}";

        if (fires is null)
        {
            Assert.Contains("no search", Rules.Fault(Rules.With(rule)).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(fires, Rules.Fires(rule, json));
    }

    [Theory]
    [InlineData("k: [needle, other]", """{"x":{"y":["a needle b"]}}""", true)]
    [InlineData("k: [needle, other]", """{"x":"nothing"}""", false)]
    [InlineData("k: Needle", """{"x":"a needle"}""", true)]
    [InlineData("k:\n  '|all': [one, two]", """{"x":"one","y":"two"}""", true)]
    [InlineData("k:\n  '|all': [one, two]", """{"x":"one"}""", false)]
    [InlineData("k: ['a/b']", """{"x":"a\/b"}""", true)]
    [InlineData("k: ['a*z']", """{"x":"abcz"}""", true)]
    [InlineData("k: ['tail*head']", """{"x":"head\\n","y":"tail"}""", false)]
    [InlineData("k:\n  '|re|s': 'tail.*head'", """{"x":"head\\n","y":"tail"}""", false)]
    [InlineData("k:\n  '|re': 'n[aeiou]+dle'", """{"x":"needle"}""", true)]
    [InlineData("k:\n  - a: 1\n    b: 1\n  - c: 1", """{"a":1,"b":1}""", true)]
    [InlineData("k:\n  - a: 1\n    b: 1\n  - c: 1", """{"c":1}""", true)]
    [InlineData("k:\n  - a: 1\n    b: 1\n  - c: 1", """{"a":1}""", false)]
    [InlineData("k:\n  - needle\n  - a: 1", """{"a":1}""", true)]
    [InlineData("k:\n  a|startswith: x\n  a|endswith: [y, z]", """{"a":"x-z"}""", true)]
    [InlineData("k:\n  a|startswith: x\n  a|endswith: [y, z]", """{"a":"x-q"}""", false)]
    public void A_search_is_a_map_a_list_of_maps_or_keywords(string search, string json, bool fires) => Assert.Equal(fires, Rules.Fires(search + "\ncondition: k", json));

    [Theory]
    [InlineData("condition: sel | count() > 5", "Write a correlation rule", 12)]
    [InlineData("condition: sel | near other", "Write a correlation rule", 12)]
    [InlineData("condition: 2 of them", "is not in the specification", 8)]
    [InlineData("condition: sel and", "ends where a search is expected", 15)]
    [InlineData("condition: (sel", "a ) is missing", 12)]
    [InlineData("condition: sel)", "one too many", 11)]
    [InlineData("condition: sel sel", "one too many", 12)]
    [InlineData("condition: ''", "is empty", 8)]
    [InlineData("condition: other", "no search called \"other\"", 8)]
    [InlineData("condition: 1 of x*", "no search is called like", 13)]
    [InlineData("condition: sel\ntimeframe: 5m", "timespan", 0)]
    [InlineData("conditions: sel", "has no condition", 0)]
    public void A_condition_that_cannot_be_read_is_told_with_its_place(string condition, string words, int column)
    {
        var faults = Rules.Set(Rules.With("sel:\n  a: 1\n" + condition)).Faults;

        var fault = Assert.Single(faults, fault => fault.Message.Contains(words, StringComparison.Ordinal) && !fault.IsWarning);
        Assert.True(column == 0 || fault is { Line: 8 } && fault.Column >= column, fault.ToString());
    }

    [Fact]
    public void A_search_that_no_condition_asks_for_is_a_warning()
    {
        var set = Rules.Set(Rules.With("sel:\n  a: 1\nfilter:\n  b: 1\ncondition: sel"));

        Assert.Single(set.Rules);
        Assert.True(Assert.Single(set.Faults).IsWarning);
    }
}
