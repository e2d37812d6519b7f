using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>What the identity's kind and criticality change in a finding's words.</summary>
internal static class KindWords
{
    public static FindingWords Apply(FindingWords words, FindingFacts facts)
    {
        var entry = facts.Kinds.Of(facts.Kind);
        var own = entry.AtMost.TryGetValue(facts.Cause.Finding, out var most) && most < words.Severity ? most : words.Severity;
        return words with
        {
            Severity = CriticalityTable.Weigh(own, facts.Identity.Facts?.Criticality),
            Remedies = facts.Cause.Way is not CredentialRejected.Guessed && entry.Remedies.TryGetValue(facts.Cause.Finding, out var special)
                ? [.. special.Remedies.Select(remedy => Filled(remedy, facts)), .. special.Instead ? [] : words.Remedies]
                : words.Remedies,
        };
    }

    private static Remedy Filled(Remedy remedy, FindingFacts facts) => remedy with { Az = Filled(remedy.Az, facts), PowerShell = Filled(remedy.PowerShell, facts) };

    private static string? Filled(string? command, FindingFacts facts) => command?
        .Replace("%objectId%", CommandText.Id(facts.Identity.Id, "<object-id>"), StringComparison.Ordinal)
        .Replace("%appId%", facts.AppId, StringComparison.Ordinal);
}
