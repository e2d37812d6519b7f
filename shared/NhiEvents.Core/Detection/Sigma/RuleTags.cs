using NhiEvents.Core.Detection.Sigma.Rules;

namespace NhiEvents.Core.Detection.Sigma;

/// <summary>What a rule's tags say in words that people look up.</summary>
public static class RuleTags
{
    private const string Attack = "attack.";

    /// <summary>Techniques of MITRE ATT&amp;CK, such as <c>T1098.001</c>.</summary>
    public static IReadOnlyList<string> Techniques(SigmaHeading heading) =>
        [.. heading.Tags.Where(tag => IsTechnique(tag)).Select(tag => tag[Attack.Length..].ToUpperInvariant()).Distinct()];

    /// <summary>Tactics of MITRE ATT&amp;CK, such as <c>privilege-escalation</c>.</summary>
    public static IReadOnlyList<string> Tactics(SigmaHeading heading) =>
        [.. heading.Tags.Where(tag => tag.StartsWith(Attack, StringComparison.Ordinal) && !IsTechnique(tag) && tag[Attack.Length..].All(letter => char.IsAsciiLetter(letter) || letter is '-' or '_'))
            .Select(tag => tag[Attack.Length..].Replace('_', '-')).Distinct()];

    /// <summary>Everything that a finding of this rule maps to.</summary>
    public static IReadOnlyList<string> Standards(SigmaHeading heading) => [.. heading.Standards.Concat(Techniques(heading).Select(technique => "MITRE ATT&CK " + technique))];

    private static bool IsTechnique(string tag) => tag.Length > Attack.Length + 1 && tag.StartsWith(Attack + "t", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(tag[Attack.Length + 1]);
}
