using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Response;

/// <summary>NHI405: nobody is known to answer for an identity that something was found on.</summary>
internal static class OwnerMissing
{
    public const string Number = "NHI405";

    public static Finding Of(string tenantId, Finding first, bool open) => new(
        MessageIds.From(tenantId, first.Identity.Id, Number),
        Number,
        "no-owner",
        Severity.Low,
        first.Identity,
        "unknown",
        $"{first.FindingType} was found on it, and nobody is known who answers for it.",
        new Evidence([], [], [], [], [], [], []),
        [new Remedy("Register an owner", ["Add the identity with its owner to the registry (nhi run --registry FILE), best as a team.", "Do not add an owner to the application itself for this: an owner can add credentials to it."])],
        ["OWASP NHI1:2025 Improper Offboarding", "NIST CSF 2.0 PR.AA"],
        first.FirstSeen,
        first.LastSeen,
        1,
        open ? FindingState.Open : FindingState.Withdrawn);
}
