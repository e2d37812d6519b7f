using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI111: Azure Resource Manager refused a write of a service account, because the platform itself demands MFA.</summary>
internal static class MandatoryMfaDenied
{
    public static Remedy NoException { get; } = PolicyException.NoHelp(
        "Microsoft enforces this for every user account that creates, changes or deletes in Azure; no exclusion applies, postponing ended on 1 July 2026, and a password sent by a program cannot do MFA");

    public static FindingWords Words(FindingFacts facts) => new(
        "mandatory-mfa-denied",
        Severity.High,
        $"Azure Resource Manager refused {CommandText.Listed(facts.Total.Apps)} to {facts.WhoInside}, because Microsoft demands multi-factor authentication for every change in Azure (403 RequestDisallowedByPolicy), and no sign-in with it followed.",
        [
            .. ReplaceTheAccount.InOrder,
            NoException,
        ],
        [Standards.InsecureAuthentication, Standards.AccessControl, Standards.ZeroTrust]);
}
