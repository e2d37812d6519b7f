using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI203: what was refused came in by another way shortly after.</summary>
internal static class BypassAttempt
{
    public static FindingWords Words(FindingFacts facts) => new(
        "bypass-attempt",
        Severity.Critical,
        $"{facts.Who} was refused{facts.ForResources} ({facts.Explained}) and soon after got in by a way that it had never used: {CommandText.Listed(facts.Total.Apps)}, client {facts.Cause.Way}.",
        [
            new Remedy(
                "Ask at once who did that, and contain the identity when nobody can say",
                [
                    "Ask the owner whether the job was changed to another client just then. If nobody can say so at once, go on.",
                    "Disable the identity, end its sessions, and look at what it did since the success.",
                ]),
            new Remedy(
                "Close the way around the policy",
                [
                    "Compare the policies of the refused sign-in with those of the success (Sign-in logs, the event, tab Conditional Access): which did not apply, and why.",
                    "Cover the other application or client with the same policy; block legacy protocols and the device code flow for this account.",
                ]),
            new Remedy("Grant no exception while this is open", ["An exception would give whoever went around the policy the way back."]),
        ],
        [Standards.CloudAccounts, Standards.InsecureAuthentication, Standards.Mitigation, Standards.Monitoring]);
}
