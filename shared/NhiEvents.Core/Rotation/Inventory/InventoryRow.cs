using NhiEvents.Core.State;

using NhiEvents.Core.Rotation.Keys;

namespace NhiEvents.Core.Rotation.Inventory;

/// <summary>An own application's credentials, as the last scan saw them. Also what findings were raised, so that each is raised once.</summary>
/// <param name="SecretName">In the vault; null when no policy names the application.</param>
/// <param name="VaultKeyId">The credential whose text is the vault's current version; null is unknown.</param>
internal sealed record InventoryRow(RotatedApplication Application, string? SecretName, string? VaultKeyId, bool HasFederation, IReadOnlyList<KnownCredential> Credentials, DateTimeOffset SeenAt)
{
    /// <summary>When it was looked at first: a key that was used before is no news. Null in rows from before keys were watched.</summary>
    public DateTimeOffset? KnownSince { get; init; }

    /// <summary>Keys that it had once, those that went first first.</summary>
    public IReadOnlyList<GoneKey>? Gone { get; init; }

    /// <summary>Keys, of those that it has, that are or were the vault's current version; lower case.</summary>
    public IReadOnlyList<string>? WasInVault { get; init; }

    /// <summary>What was told of keys that should not have been used.</summary>
    public IReadOnlyList<JudgedKey>? Judged { get; init; }

    public static string Key(string application) => KeyText.Clean(application) + "|credentials";
}

/// <summary>One credential, and what was said about it.</summary>
/// <param name="Form">One of <see cref="CredentialForms"/>.</param>
internal sealed record KnownCredential(string KeyId, string Form, string? DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    /// <summary>On the service principal, not on the application.</summary>
    public bool OnPrincipal { get; init; }

    /// <summary>Of a certificate that signs SAML tokens.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The smallest notice of its end that was given, in days: 30, 14, 7 or 1.</summary>
    public int? Noticed { get; init; }

    /// <summary>NHI303 is open for it.</summary>
    public bool NearEnd { get; init; }

    /// <summary>NHI304 is open for it.</summary>
    public bool TooOld { get; init; }

    /// <summary>Of both findings.</summary>
    public long Revision { get; init; }
}

/// <summary>Which application an id or a secret's name belongs to.</summary>
internal sealed record IndexRow(string ApplicationId);

/// <summary>Sorts of credentials, in words.</summary>
internal static class CredentialForms
{
    public const string Secret = "secret";
    public const string Certificate = "certificate";
    public const string SamlCertificate = "SAML signing certificate";

    public static string Of(Ports.ApplicationCredentialKind kind) => kind switch
    {
        Ports.ApplicationCredentialKind.Password => Secret,
        Ports.ApplicationCredentialKind.Certificate => Certificate,
        Ports.ApplicationCredentialKind.SamlSigning => SamlCertificate,
    };
}
