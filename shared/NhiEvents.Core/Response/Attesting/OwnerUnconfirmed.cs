using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Response.Attesting;

/// <summary>NHI409: whoever is entered as the owner of an identity has disowned it, or has not answered.</summary>
internal static class OwnerUnconfirmed
{
    public const string Number = "NHI409";

    public static Finding Of(AttestationRow row, DateTimeOffset now) => new(
        MessageIds.From(row.TenantId, row.Identity.Id, Number),
        Number,
        "owner-unconfirmed",
        Severity.Medium,
        row.Identity,
        row.Owner,
        row.State is AttestationState.Disowned ? $"{row.Owner} says that it is not theirs, or not needed." : $"{row.Owner} was asked whether it is theirs and still needed, and has not answered by {row.Until:u}.",
        new Evidence([], [], [], [], [], [], []),
        [
            new Remedy("Find out whose it is", ["Name the right owner in the registry (nhi run --registry FILE), best as a team.", "Ask again in the campaign of the portal; a confirmation ends this finding."]),
            new Remedy("Disable it, and delete it later", ["Let the proposed disabling happen, which can be taken back.", "Delete it when nobody has missed it for 30 days."]),
        ],
        ["OWASP NHI1:2025 Improper Offboarding", "NIST CSF 2.0 PR.AA"],
        row.AskedAt,
        now,
        1,
        row.State is AttestationState.Confirmed ? FindingState.Withdrawn : FindingState.Open);
}
