namespace NhiEvents.Core.Ports;

/// <summary>Secrets and certificates of own applications.</summary>
/// <remarks>
/// Every method may throw <see cref="EntraException"/>. Permission: Application.ReadWrite.OwnedBy with the application owned by us (or a custom role on it);
/// reads need Application.Read.All. A new credential takes seconds to minutes until every part of Entra accepts it.
/// </remarks>
public interface ICredentials
{
    /// <summary><c>GET /applications/{id}?$select=passwordCredentials,keyCredentials</c>. Never a secret.</summary>
    /// <exception cref="EntraException">NotFound: no own application has this object id.</exception>
    Task<IReadOnlyList<ApplicationCredential>> ListAsync(string applicationId, CancellationToken ct);

    /// <summary><c>POST /applications/{id}/addPassword</c>. The secret is in this answer and nowhere else.</summary>
    /// <remarks>
    /// <b>Not repeatable</b>: a second call makes a second secret. After <see cref="EntraFault.Transient"/> one may exist whose text is lost: put an attempt id into
    /// <see cref="PasswordRequest.DisplayName"/>, look for it in the list, and remove it.
    /// </remarks>
    /// <exception cref="EntraException">Invalid: the tenant's app management policy forbids passwords or this lifetime.</exception>
    Task<NewPassword> AddPasswordAsync(string applicationId, PasswordRequest request, CancellationToken ct);

    /// <summary>Adds a certificate's public part: <c>PATCH /applications/{id}</c> with the whole list of <c>keyCredentials</c>. Repeatable: the same thumbprint is added once.</summary>
    /// <remarks>The list is replaced as a whole, so two writers at once can undo each other: read back.</remarks>
    Task<ApplicationCredential> AddCertificateAsync(string applicationId, CertificateRequest request, CancellationToken ct);

    /// <summary>Removes by key id: <c>POST /applications/{id}/removePassword</c>, or a PATCH of <c>keyCredentials</c>. Repeatable.</summary>
    /// <returns>False: there is no such key.</returns>
    Task<bool> RemoveAsync(string applicationId, string keyId, CancellationToken ct);

    /// <summary>
    /// What the tenant allows for this application: <c>GET /applications/{id}/appManagementPolicies</c>, else <c>GET /policies/defaultAppManagementPolicy</c>.
    /// Permission: Policy.Read.All. Read it before asking for a lifetime.
    /// </summary>
    Task<CredentialLimits> ReadLimitsAsync(string applicationId, CancellationToken ct);
}

public enum ApplicationCredentialKind
{
    Password,
    Certificate,

    /// <summary>Signs what users bring to the application; it proves nothing of the application itself. Only service principals have it.</summary>
    SamlSigning,
}

/// <param name="Hint">First characters of a secret.</param>
/// <param name="Thumbprint">Of a certificate, hexadecimal.</param>
public sealed record ApplicationCredential(
    string KeyId, ApplicationCredentialKind Kind, string? DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Hint, string? Thumbprint);

/// <param name="EndsAt">Null: Graph's default, 2 years after the start.</param>
public sealed record PasswordRequest(string DisplayName, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);

/// <summary>A new secret.</summary>
public sealed record NewPassword(ApplicationCredential Credential, SecretValue Secret);

/// <param name="PublicKey">The certificate in DER; no private part.</param>
public sealed record CertificateRequest(string DisplayName, ReadOnlyMemory<byte> PublicKey, string Thumbprint, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <param name="MaxPasswordLife">Null: no limit.</param>
/// <param name="MaxCertificateLife">Null: no limit.</param>
public sealed record CredentialLimits(bool PasswordsAllowed, TimeSpan? MaxPasswordLife, TimeSpan? MaxCertificateLife);
