using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI208: an identity that nobody had used for long signs in.</summary>
internal static class DormantAwake
{
    public static FindingWords Words(FindingFacts facts) => new(
        "dormant-awake",
        Severity.Medium,
        $"{facts.Who} signs in again after a long time in which it was not used at all.",
        [
            new Remedy(
                "Ask the owner whether it was meant to wake up",
                [
                    "A yearly job is a reason: write its cadence into the registry.",
                    "Nobody knows: somebody found its credential. Disable it, remove the credential, and look at what it did.",
                    "An identity that is needed once a year keeps no standing credential: create it when it is needed.",
                ]),
        ],
        [Standards.ImproperOffboarding, Standards.CloudAccounts, Standards.Monitoring]);
}
