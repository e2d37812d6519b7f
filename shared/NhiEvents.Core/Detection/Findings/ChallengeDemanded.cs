using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI101: somebody demanded an interactive step of a service account.</summary>
internal static class ChallengeDemanded
{
    public static FindingWords Words(FindingFacts facts)
    {
        var source = ChallengeSource.Of(facts.Cause);
        return new FindingWords(
            "challenge-demanded",
            Severity.High,
            Sentence(source, facts),
            [.. ReplaceTheAccount.InOrder, PolicyException.OfUser(facts, source.WhyNoException)],
            [Standards.InsecureAuthentication, Standards.AccessControl, Standards.ZeroTrust]);
    }

    private static string Sentence(ChallengeSource source, FindingFacts facts)
    {
        var policies = facts.Total.Policies;
        var who = source.IsUnknown ? source.Name : $"demanded by {source.Name}{(policies.Count > 0 ? $" ({CommandText.Listed(policies)})" : "")}";
        return $"{facts.Who} was asked for an interactive step{facts.ForResources} that automation cannot perform ({who}; {facts.CodeList}), and no sign-in followed.";
    }
}
