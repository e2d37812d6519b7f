using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>The rules of several files together: each id once, and every rule that a correlation names is there.</summary>
/// <param name="Faults">Of all files, in their order; those without <see cref="SigmaFault.IsWarning"/> keep a rule out.</param>
public sealed record SigmaRuleSet(IReadOnlyList<SigmaRule> Rules, IReadOnlyList<SigmaFault> Faults)
{
    /// <summary>No rule at all.</summary>
    public static SigmaRuleSet None { get; } = new([], []);

    /// <summary>Correlations of correlations; more has no use and could turn in a circle.</summary>
    private const int MaxChain = 5;

    public static SigmaRuleSet Of(params IEnumerable<SigmaRuleFile> files)
    {
        var (rules, faults) = (new List<SigmaRule>(), new List<SigmaFault>());
        var ids = new Dictionary<string, SigmaRule>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            faults.AddRange(file.Faults);
            foreach (var rule in file.Rules)
            {
                if (ids.TryGetValue(rule.Heading.Id, out var other))
                {
                    faults.Add(new SigmaFault(rule.Heading.File, rule.Heading.Line, 1, $"the rule of {other.Heading.File} line {other.Heading.Line} has the same id {rule.Heading.Id}; give one of them a new id"));
                    continue;
                }

                ids[rule.Heading.Id] = rule;
                rules.Add(rule);
            }
        }

        return WithoutBroken(rules, faults);
    }

    /// <summary>The place of the rule that a correlation calls so; null when there is none.</summary>
    public int? Find(string idOrName)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            if (IsCalled(Rules[i], idOrName))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsCalled(SigmaRule rule, string idOrName) =>
        string.Equals(rule.Heading.Id, idOrName, StringComparison.OrdinalIgnoreCase) || string.Equals(rule.Heading.Name, idOrName, StringComparison.Ordinal);

    /// <summary>Takes out correlations that name what is not there, and those that rest on them, until none is left.</summary>
    private static SigmaRuleSet WithoutBroken(List<SigmaRule> rules, List<SigmaFault> faults)
    {
        for (var found = true; found;)
        {
            found = false;
            foreach (var correlation in rules.OfType<CorrelationRule>().ToList())
            {
                if (WhyNot(correlation, rules) is var (at, why))
                {
                    faults.Add(new SigmaFault(correlation.Heading.File, at.Line, at.Column, why));
                    rules.Remove(correlation);
                    found = true;
                }
            }
        }

        return new SigmaRuleSet(rules, faults);
    }

    private static (Place At, string Why)? WhyNot(CorrelationRule correlation, List<SigmaRule> rules)
    {
        foreach (var (name, at) in correlation.Plan.Rules)
        {
            var called = rules.Where(rule => IsCalled(rule, name)).Take(2).ToList();
            if (called.Count != 1)
            {
                return (at, called.Count == 0 ? $"no rule has the id or name \"{name}\"; the rules of one folder are read together" : $"several rules are called \"{name}\"; use the id");
            }
        }

        foreach (var (alias, fields) in correlation.Plan.Aliases)
        {
            if (fields.Keys.FirstOrDefault(name => !correlation.Plan.Rules.Any(rule => rules.Any(one => IsCalled(one, name) && IsCalled(one, rule.Name)))) is { } stray)
            {
                return (correlation.At, $"the alias {alias} has a field for \"{stray}\", which is not among the rules of this correlation");
            }
        }

        return Depth(correlation, rules, 0) > MaxChain ? (correlation.At, $"the correlation rests on itself, or on a chain of more than {MaxChain}") : null;
    }

    private static int Depth(SigmaRule rule, List<SigmaRule> rules, int above) => rule is CorrelationRule { Plan.Rules: var named } && above <= MaxChain
        ? 1 + named.Max(name => rules.Find(one => IsCalled(one, name.Name)) is { } next ? Depth(next, rules, above + 1) : 0)
        : 0;
}
