using NhiEvents.Core.Detection.Sigma.Correlation;
using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>What a rule's own test said.</summary>
/// <param name="Fired">What the rule did; null when an event of the test is no JSON.</param>
public sealed record RuleTestResult(SigmaRule Rule, RuleTest Test, bool? Fired)
{
    public bool Passed => Fired == Test.Fires;
}

/// <summary>Runs the tests that stand in rules.</summary>
/// <remarks>Each test is alone: a correlation sees the matches of that test's events and of no other.</remarks>
public sealed class RuleTestRun(SigmaEngine engine)
{
    private readonly SigmaMatcher _matcher = engine.CreateMatcher();

    public IEnumerable<RuleTestResult> Run() => engine.Rules.Rules.SelectMany(rule => rule.Tests.Select(test => new RuleTestResult(rule, test, Fires(rule, test))));

    private bool? Fires(SigmaRule rule, RuleTest test)
    {
        var matches = new List<SigmaMatch>();
        foreach (var row in test.Events)
        {
            if (_matcher.Match(row) is not { } found)
            {
                return null;
            }

            matches.AddRange(found);
        }

        return rule is CorrelationRule
            ? new CorrelationRun(engine.Rules).Count(matches).Any(match => match.Rule == rule)
            : matches.Exists(match => match.Rule == rule);
    }
}
