using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Rotation.Inventory;

namespace NhiEvents.Core.Rotation;

/// <summary>The findings that this slice raises.</summary>
internal static class RotationFindings
{
    private const string UnknownOwner = "unknown";

    private static readonly string[] Standards = ["OWASP NHI7:2025 Long-Lived Secrets", "NIST CSF 2.0 PR.AA"];

    /// <summary>NHI303.</summary>
    /// <param name="why">Why anybody should care: it is used, or the only one.</param>
    public static Finding NearEnd(string tenantId, InventoryRow inventory, KnownCredential credential, string why, DateTimeOffset now) => Of(
        tenantId, "NHI303", "credential-near-expiry", inventory, credential,
        string.Create(CultureInfo.InvariantCulture, $"The {credential.Form} {credential.KeyId} ends at {credential.EndsAt:u}; {why}."),
        credential.Noticed switch { <= 1 => Severity.Critical, <= 7 => Severity.High, _ => Severity.Medium },
        credential.NearEnd,
        now);

    /// <summary>NHI304.</summary>
    public static Finding TooOld(string tenantId, InventoryRow inventory, KnownCredential credential, DateTimeOffset now) => Of(
        tenantId, "NHI304", "credential-too-old", inventory, credential,
        string.Create(CultureInfo.InvariantCulture, $"The {credential.Form} {credential.KeyId} is valid since {credential.StartsAt:u}, longer than its policy allows."),
        Severity.Medium,
        credential.TooOld,
        now);

    private static Finding Of(string tenantId, string number, string name, InventoryRow inventory, KnownCredential credential, string cause, Severity severity, bool open, DateTimeOffset now) => new(
        MessageIds.From(tenantId, inventory.Application.Id, number, credential.KeyId),
        number,
        name,
        severity,
        new IdentityRef(inventory.Application.ServicePrincipalId ?? inventory.Application.Id, IdentityKind.ServicePrincipal, inventory.Application.DisplayName) { AppId = inventory.Application.AppId },
        UnknownOwner,
        cause,
        new Contracts.Findings.Evidence([], [], [], [], [inventory.Application.AppId], [], []),
        credential.Form == CredentialForms.SamlCertificate ? SamlRemedies(inventory) : Remedies(inventory),
        Standards,
        now,
        now,
        1,
        open ? FindingState.Open : FindingState.Withdrawn);

    /// <summary>Whoever checks the signature must know the new certificate before it signs.</summary>
    private static IReadOnlyList<Remedy> SamlRemedies(InventoryRow inventory) =>
    [
        new Remedy("Make its successor known, then let it sign",
        [
            $"Entra admin center > Enterprise applications > {inventory.Application.DisplayName} > Single sign-on > SAML certificates > New certificate; leave it inactive.",
            "Give it, or the federation metadata, to whoever runs the application; when it accepts both, make the new one active, and remove the old one after a sign-in.",
        ])
        {
            PowerShell = $"Add-MgServicePrincipalTokenSigningCertificate -ServicePrincipalId {inventory.Application.ServicePrincipalId}",
        },
    ];

    /// <summary>What needs no secret comes first.</summary>
    private static IReadOnlyList<Remedy> Remedies(InventoryRow inventory) =>
    [
        new Remedy("Stop needing a secret", [inventory.HasFederation
            ? "The application has a federated credential already: make the job use it, and remove the secret."
            : "Where the job runs on Azure: give it a managed identity. Where it runs on a platform that issues tokens: add a federated credential."]),
        new Remedy("Replace it", [inventory.SecretName is { } secret
            ? $"Its policy has a new one made, tested and stored as {secret}."
            : "Name the application in a rotation policy; or add a new secret by hand, store it where the job reads it, check in the sign-in log that its key id is used, then remove this one."]),
    ];
}
