using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI206: two jobs that have nothing to do with each other use one identity.</summary>
internal static class SharedIdentity
{
    public static FindingWords Words(FindingFacts facts) => new(
        "shared-identity",
        Severity.Low,
        $"{facts.Who} is used by two jobs with nothing else in common, from two networks, for different resources and with different clients or credentials{facts.ForResources}; neither can be changed, blocked or rotated without the other.",
        [
            new Remedy(
                "Give each job an identity of its own",
                [
                    "Make a second identity with the permissions that the newer job needs, and move that job to it.",
                    "Then take those permissions from the first, and replace its credential: the newer job still has it.",
                ]),
        ],
        [Standards.Reuse, Standards.AccessControl]);
}
