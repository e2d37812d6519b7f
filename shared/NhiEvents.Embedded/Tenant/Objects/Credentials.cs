using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

[JsonConverter(typeof(JsonStringEnumConverter<AppCredentialKind>))]
public enum AppCredentialKind
{
    Password,
    Certificate,

    /// <summary>Signs SAML tokens; only service principals have it, and nothing signs in with it.</summary>
    SamlSigning,
}

/// <summary>A secret or certificate of an application, as the tenant keeps it: never the secret itself.</summary>
/// <param name="Proof">Hash of the secret, or the certificate's thumbprint.</param>
/// <param name="UsableFrom">When every part of Entra knows it; before, sign-ins with it are refused as invalid.</param>
public sealed record AppCredential(
    string KeyId,
    AppCredentialKind Kind,
    string? DisplayName,
    string Proof,
    string? Hint,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    DateTimeOffset UsableFrom);

/// <summary>A federated identity credential: tokens of another issuer stand for the application.</summary>
public sealed record FederatedCredential(string Id, string Name, string Issuer, string Subject, string Audience);

/// <summary>An application object of this tenant.</summary>
public sealed record TenantApplication : TenantObject
{
    /// <summary>Graph allows 20 federated credentials per application.</summary>
    public const int MaxFederatedCredentials = 20;

    public required string AppId { get; init; }

    public required string DisplayName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool MultiTenant { get; init; }

    /// <summary>Registered in a vendor's tenant: Graph does not show it here, and its credentials are not ours to change.</summary>
    public bool Foreign { get; init; }

    /// <summary>Cannot keep a secret: sending one is refused.</summary>
    public bool PublicClient { get; init; }

    /// <summary>A single-page application: its refresh tokens live 24 hours.</summary>
    public bool SinglePage { get; init; }

    public ImmutableArray<AppCredential> Credentials { get; init; } = [];

    public ImmutableArray<FederatedCredential> FederatedCredentials { get; init; } = [];

    public ImmutableSortedSet<string> Owners { get; init; } = TenantGroup.NoIds;

    /// <summary>App management policy assigned to this application; null is the tenant's default.</summary>
    public string? ManagementPolicyId { get; init; }
}
