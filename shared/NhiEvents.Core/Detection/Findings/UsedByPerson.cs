using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI205: somebody sits in a browser with a service account.</summary>
internal static class UsedByPerson
{
    public static FindingWords Words(FindingFacts facts) => new(
        "used-by-a-person",
        Severity.Medium,
        $"{facts.Who} was used interactively in a browser{facts.ForResources}, which it had never been before.",
        [
            new Remedy(
                "Find out who needed it, and give them a way of their own",
                [
                    "The sign-in log has the address and the device; the owner knows who was at work on the job then.",
                    "Maintenance: the person signs in with their own account and a role that ends by itself (Privileged Identity Management).",
                    "Nobody did: treat the password as known to others and reset it.",
                ]),
            .. ReplaceTheAccount.InOrder,
        ],
        [Standards.HumanUse, Standards.Monitoring]);
}
