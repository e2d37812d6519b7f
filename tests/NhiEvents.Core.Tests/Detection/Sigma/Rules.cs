using System.Text;
using NhiEvents.Core.Detection.Sigma;

namespace NhiEvents.Core.Tests.Detection.Sigma;

/// <summary>Rules written in a line, for tests.</summary>
internal static class Rules
{
    /// <summary>A rule of whose file only the detection differs.</summary>
    public static string With(string detection, string service = "auditlogs") =>
        $"title: T\nlogsource:\n  product: azure\n  service: {service}\ndetection:\n{Indented(detection)}\n";

    public static SigmaRuleSet Set(params string[] files) => SigmaRuleSet.Of(files.Select((file, i) => SigmaRuleFile.Read(file, $"rule{i}.yml")));

    /// <summary>The rule set, which must have no errors.</summary>
    public static SigmaRuleSet Clean(params string[] files)
    {
        var set = Set(files);
        Assert.DoesNotContain(set.Faults, fault => !fault.IsWarning);
        return set;
    }

    /// <summary>Whether a rule with this detection matches an event.</summary>
    public static bool Fires(string detection, string json, string service = "auditlogs") => Matches(Clean(With(detection, service)), json).Count > 0;

    /// <summary>A single search, and whether it matches.</summary>
    public static bool Selects(string selection, string json) => Fires($"selection:\n{Indented(selection)}\ncondition: selection", json);

    public static IReadOnlyList<SigmaMatch> Matches(SigmaRuleSet set, string json)
    {
        var matches = new SigmaEngine(set).CreateMatcher().Match(Encoding.UTF8.GetBytes(json));
        Assert.NotNull(matches);
        return matches;
    }

    /// <summary>The only error of a file.</summary>
    public static SigmaFault Fault(string file) => Assert.Single(Set(file).Faults, fault => !fault.IsWarning);

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => "  " + line));
}
