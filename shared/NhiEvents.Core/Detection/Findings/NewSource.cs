using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI207: the identity works from somewhere, or reaches something, that it never did.</summary>
internal static class NewSource
{
    public static FindingWords Words(FindingFacts facts) => new(
        "new-source",
        facts.Cause.ResourceId is not null ? Severity.Low : facts.Cause.Way is null ? Severity.Medium : Severity.High,
        facts.Cause.ResourceId is not null
            ? $"{facts.Who} has asked for access to a resource that it had never used before{facts.ForResources}."
            : $"{facts.Who} has signed in from {facts.Cause.Origin}, where it had never worked before{(facts.Cause.Way is null ? "" : ", and with something else that was new with it (country, application, resource or credential)")}.",
        [
            new Remedy(
                "Ask the owner whether the job was moved or extended",
                [
                    "A move, a new runner or a new region is a reason; then nothing has to be done, and the place is known from now on.",
                    "Nobody did: treat the credential as known to others. Replace it, and look at what was done since.",
                ]),
            new Remedy("Bind the credential to where the job runs", ["Workload identities: a Conditional Access policy that blocks all but the named location of the job.", "Better: a managed or federated identity, which nobody can use from elsewhere."]),
        ],
        [Standards.CloudAccounts, Standards.SecretLeakage, Standards.Monitoring]);
}
