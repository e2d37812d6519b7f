using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Output;
using Spectre.Console;

namespace NhiEvents.Local.Rules;

/// <summary>What the commands about rules print.</summary>
internal static class RuleReport
{
    /// <summary>Faults, one line each, and what could be loaded.</summary>
    public static int Check(SigmaRuleSet rules, int files, TextWriter output)
    {
        var errors = WriteFaults(rules, output);
        var engine = new SigmaEngine(rules);
        foreach (var rule in rules.Rules.OfType<DetectionRule>().Where(rule => engine.LogsOf(rule).Count == 0))
        {
            output.WriteLine($"{rule.Heading.File}:{rule.Heading.Line}:1: note: no log that is read here is {SourceOf(rule)}; the rule is tried only with rows that do not say their log");
        }

        output.WriteLine($"{rules.Rules.Count} rule(s) in {files} file(s) compile, {errors} error(s).");
        return errors == 0 ? CommandLine.Done : CommandLine.Attention;
    }

    /// <summary>The tests inside the rules: each that fails, and how many did not.</summary>
    public static int Test(SigmaRuleSet rules, TextWriter output)
    {
        var errors = WriteFaults(rules, output);
        var results = new RuleTestRun(new SigmaEngine(rules)).Run().ToList();
        foreach (var failed in results.Where(result => !result.Passed))
        {
            var what = failed.Fired switch { true => "fired and should not", false => "did not fire and should", null => "has an event that is no JSON" };
            output.WriteLine($"{failed.Rule.Heading.File}:{failed.Test.Line}: {failed.Rule.Heading.Title}: \"{failed.Test.Name}\" {what}");
        }

        var untested = rules.Rules.Count(rule => rule.Tests.Count == 0);
        output.WriteLine($"{results.Count(result => result.Passed)} of {results.Count} test(s) passed in {rules.Rules.Count - untested} rule(s); {untested} rule(s) without tests.");
        return errors == 0 && results.TrueForAll(result => result.Passed) ? CommandLine.Done : CommandLine.Attention;
    }

    public static int List(SigmaRuleSet rules, TextWriter faults)
    {
        var errors = WriteFaults(rules, faults);
        var engine = new SigmaEngine(rules);
        var table = new Table { Border = TableBorder.Simple, Expand = false };
        table.AddColumns("Level", "Rule", "Logs", "ATT&CK", "Id");
        foreach (var rule in rules.Rules.OrderByDescending(rule => rule.Heading.Level).ThenBy(rule => rule.Heading.Title, StringComparer.Ordinal))
        {
            table.AddRow(
                new Text(rule.Heading.Level.ToString()),
                new Text(ResultTable.Printable(rule.Heading.Title)),
                new Text(rule is CorrelationRule ? "correlation" : string.Join(", ", engine.LogsOf(rule))),
                new Text(string.Join(", ", RuleTags.Techniques(rule.Heading))),
                new Text(rule.Heading.Id));
        }

        Terminal.Create().Write(table);
        return errors == 0 ? CommandLine.Done : CommandLine.Attention;
    }

    /// <summary>All faults; how many of them keep a rule out.</summary>
    public static int WriteFaults(SigmaRuleSet rules, TextWriter output)
    {
        foreach (var fault in rules.Faults)
        {
            output.WriteLine(ResultTable.Printable(fault.ToString()));
        }

        return rules.Faults.Count(fault => !fault.IsWarning);
    }

    private static string SourceOf(DetectionRule rule) => string.Join('/', new[] { rule.Source.Product, rule.Source.Category, rule.Source.Service }.OfType<string>().Select(ResultTable.Printable));
}
