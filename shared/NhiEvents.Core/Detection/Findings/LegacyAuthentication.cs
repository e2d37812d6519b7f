using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI204: the identity has begun to sign in by a protocol that knows no second factor.</summary>
internal static class LegacyAuthentication
{
    public static FindingWords Words(FindingFacts facts) => new(
        "legacy-authentication",
        Severity.Medium,
        $"{facts.Who} has begun to sign in {(facts.Cause.Way == "ropc" ? "with a password that the program sends itself (ROPC)" : "over a legacy protocol")}{facts.ForResources}; no second factor is possible that way, and it stops on the day a policy demands one.",
        [
            new Remedy("Ask what was changed, and change it back", ["The owner of the job knows which program, library or setting is new.", "If nobody changed anything, somebody else may hold the password: reset it and look at the addresses."]),
            .. ReplaceTheAccount.InOrder,
        ],
        [Standards.InsecureAuthentication, Standards.AccessControl]);
}
