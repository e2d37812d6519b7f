using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>The rules of one file, and what is wrong in it. Pure; no text makes it throw.</summary>
/// <param name="Rules">Those without errors.</param>
public sealed record SigmaRuleFile(IReadOnlyList<SigmaRule> Rules, IReadOnlyList<SigmaFault> Faults)
{
    /// <summary>Most characters of a file.</summary>
    public const int MaxLength = YamlReading.MaxLength;

    /// <param name="name">How faults name the file.</param>
    public static SigmaRuleFile Read(string text, string name)
    {
        var faults = new FaultList(name);
        var documents = YamlReading.Read(text, faults);
        if (documents.Count == 0 && faults.Errors == 0)
        {
            faults.Add(new Place(1, 1), "the file holds no rule");
        }

        var rules = documents.Where(document => document is not YamlNode.Scalar { IsNull: true }).Select(new RuleReading(name, faults).Read).OfType<SigmaRule>().ToList();
        return new SigmaRuleFile(rules, faults.All);
    }
}
