using System.Text;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Correlation;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection.Sigma;

public sealed class CorrelationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static string Base(string name) => $"title: {name}\nname: {name}\nlogsource: {{product: azure, service: auditlogs}}\ndetection:\n  s:\n    kind: {name}\n  condition: s\n";

    private static string Correlation(string body, string name = "many") => $"title: {name}\nname: {name}\ncorrelation:\n  {body.Replace("\n", "\n  ", StringComparison.Ordinal)}\n";

    private static SigmaRuleSet Rules(string correlation, params string[] bases) => Sigma.Rules.Clean([string.Join("---\n", [Correlation(correlation), .. bases.Select(Base)])]);

    /// <summary>An event: its kind, the minute it happened, who, and what.</summary>
    private static byte[] Event(string kind, double minute, string user = "u", string value = "v") => Encoding.UTF8.GetBytes(
        $$"""{"id":"{{kind}}-{{minute}}-{{user}}-{{value}}","activityDisplayName":"x","activityDateTime":"{{Start.AddMinutes(minute):O}}","kind":"{{kind}}","user":"{{user}}","value":"{{value}}","actor":"{{user}}"}""");

    private static List<SigmaMatch> Matches(SigmaRuleSet rules, IEnumerable<byte[]> events)
    {
        var matcher = new SigmaEngine(rules).CreateMatcher();
        return [.. events.SelectMany(row => matcher.Match(row)!)];
    }

    private static IReadOnlyList<CorrelationMatch> Count(SigmaRuleSet rules, params byte[][] events) => new CorrelationRun(rules).Count(Matches(rules, events));

    [Fact]
    public void Events_are_counted_per_group_within_the_timespan()
    {
        var rules = Rules("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "a");

        Assert.Single(Count(rules, Event("a", 0), Event("a", 5), Event("a", 10)));
        Assert.Empty(Count(rules, Event("a", 0), Event("a", 5), Event("a", 10.1)));
        Assert.Empty(Count(rules, Event("a", 0), Event("a", 5), Event("a", 6, user: "other")));
        Assert.Empty(Count(rules, Event("a", 0), Event("a", 5), Event("a", 5), Event("a", 0)));
    }

    [Theory]
    [InlineData("gt: 2", 3, true)]
    [InlineData("gt: 3", 3, false)]
    [InlineData("gte: 3", 3, true)]
    [InlineData("eq: 3", 3, true)]
    [InlineData("eq: 2", 3, false)]
    [InlineData("neq: 2", 3, true)]
    [InlineData("neq: 3", 3, false)]
    [InlineData("lt: 3", 2, true)]
    [InlineData("lt: 3", 3, false)]
    [InlineData("lte: 3", 3, true)]
    [InlineData("gte: 2, lte: 4", 3, true)]
    [InlineData("gte: 2, lte: 4", 5, false)]
    public void Every_operator_holds_for_its_counts(string condition, int events, bool fires)
    {
        var rules = Rules($"type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1h\ncondition: {{{condition}}}", "a");

        Assert.Equal(fires, Count(rules, [.. Enumerable.Range(0, events).Select(i => Event("a", i))]).Count > 0);
    }

    [Fact]
    public void Distinct_values_are_counted_without_regard_to_case()
    {
        var rules = Rules("type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {field: value, gte: 3}", "a");

        Assert.Single(Count(rules, Event("a", 0, value: "x"), Event("a", 1, value: "y"), Event("a", 2, value: "z")));
        Assert.Empty(Count(rules, Event("a", 0, value: "x"), Event("a", 1, value: "y"), Event("a", 2, value: "X")));
        Assert.Empty(Count(rules, Event("a", 0, value: "x"), Event("a", 1, value: "y"), Event("a", 2, value: "")));
    }

    [Fact]
    public void Temporal_takes_any_order_and_ordered_only_its_own()
    {
        const string Body = "\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 10m";
        var (any, ordered) = (Rules("type: temporal" + Body, "a", "b", "c"), Rules("type: temporal_ordered" + Body, "a", "b", "c"));

        Assert.Single(Count(any, Event("c", 0), Event("a", 4), Event("b", 8)));
        Assert.Empty(Count(any, Event("c", 0), Event("a", 4), Event("b", 11)));
        Assert.Empty(Count(any, Event("a", 0), Event("b", 4), Event("b", 8)));
        Assert.Single(Count(ordered, Event("a", 0), Event("b", 4), Event("c", 8)));
        Assert.Empty(Count(ordered, Event("c", 0), Event("a", 4), Event("b", 8)));
        Assert.Empty(Count(ordered, Event("a", 0), Event("b", 4), Event("c", 11)));
        Assert.Single(Count(ordered, Event("a", 0), Event("b", 1), Event("a", 8), Event("b", 9), Event("c", 12)));
        Assert.Empty(Count(ordered, Event("a", 0), Event("a", 8), Event("c", 12), Event("b", 1)));
    }

    [Fact]
    public void Aliases_join_fields_that_events_call_differently()
    {
        var rules = Rules("type: temporal\nrules: [a, b]\ngroup-by: [who]\ntimespan: 10m\naliases:\n  who:\n    a: user\n    b: actor", "a", "b");

        Assert.Equal("u", Assert.Single(Count(rules, Event("a", 0), Event("b", 1))).Group["who"]);
        Assert.Empty(Count(rules, Event("a", 0), Event("b", 1, user: "other")));
    }

    [Fact]
    public void A_correlation_can_count_what_another_has_found()
    {
        var chained = Sigma.Rules.Clean(string.Join(
            "---\n",
            Correlation("type: temporal_ordered\nrules: [many, b]\ngroup-by: [user]\ntimespan: 10m", "after"),
            Correlation("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}"),
            Base("a"),
            Base("b")));

        Assert.Contains(Count(chained, Event("a", 0), Event("a", 1), Event("a", 2), Event("b", 5)), match => match.Rule.Heading.Name == "after");
        Assert.DoesNotContain(Count(chained, Event("a", 0), Event("a", 1), Event("b", 5)), match => match.Rule.Heading.Name == "after");
        Assert.DoesNotContain(Count(chained, Event("b", 0), Event("a", 1), Event("a", 2), Event("a", 3)), match => match.Rule.Heading.Name == "after");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\ngenerate: false", true)]
    [InlineData("\ngenerate: true", false)]
    public void What_is_only_counted_says_nothing_by_itself_unless_generate_is_on(string generate, bool only)
    {
        var rules = Rules("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}" + generate, "a");

        Assert.Equal(only, new CorrelationRun(rules).IsOnlyCounted(rules.Rules[1]));
    }

    [Fact]
    public async Task In_any_order_twice_and_across_restarts_the_same_is_found()
    {
        var rules = Rules("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "a");
        var matches = Matches(rules, [Event("a", 0), Event("a", 4), Event("a", 8), Event("a", 30), Event("a", 33, user: "other")]);
        var expected = Assert.Single(new CorrelationRun(rules).Count(matches));

        for (var seed = 0; seed < 20; seed++)
        {
            using var ports = new EmbeddedPorts(TimeProvider.System);
            var deliveries = matches.Concat(matches).ToArray();
            new Random(seed).Shuffle(deliveries);
            CorrelationMatch? last = null;
            foreach (var match in deliveries)
            {
                // A new handler each time: nothing but the state is carried over.
                var found = await new CorrelateMatchHandler(rules, ports.Faults).HandleAsync("tenant", match, CancellationToken.None);
                last = found.Count > 0 ? found[^1] : last;
            }

            Assert.NotNull(last);
            Assert.Equal((expected.FirstSeen, expected.LastSeen, expected.GroupKey), (last.FirstSeen, last.LastSeen, last.GroupKey));
            Assert.Equal(expected.Events, last.Events);
        }
    }

    [Fact]
    public void A_flood_is_remembered_in_part_and_says_so()
    {
        var rules = Rules("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1h\ncondition: {gte: 3}", "a");

        var match = Assert.Single(Count(rules, [.. Enumerable.Range(0, 500).Select(i => Event("a", i / 100.0))]));

        Assert.True(match.IsAtLeast);
        Assert.InRange(match.Events.Count, 3, 200);
    }

    [Theory]
    [InlineData("type: event_count\nrules: [zzz]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "no rule has the id or name \"zzz\"")]
    [InlineData("type: event_count\nrules: [many]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "rests on itself")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10x\ncondition: {gte: 3}", "is no timespan")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 99d\ncondition: {gte: 3}", "is no timespan")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m", "needs condition:")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {field: x, gte: 3}", "only value_count")]
    [InlineData("type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "needs condition: field:")]
    [InlineData("type: value_sum\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {field: x, gte: 3}", "needs amounts")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {about: 3}", "is none of field")]
    [InlineData("type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: -3}", "whole number")]
    [InlineData("type: event_count\ngroup-by: [user]\ntimespan: 10m\ncondition: {gte: 3}", "needs rules:")]
    public void A_correlation_that_cannot_work_is_refused(string body, string words)
    {
        var set = Sigma.Rules.Set(Correlation(body) + "---\n" + Base("a"));

        Assert.Contains(set.Faults, fault => !fault.IsWarning && fault.Message.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(set.Rules, rule => rule.Heading.Name == "many");
    }
}
