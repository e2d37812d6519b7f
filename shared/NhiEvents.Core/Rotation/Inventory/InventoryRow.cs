using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Inventory;

/// <summary>An own application's credentials, as the last scan saw them. Also what findings were raised, so that each is raised once.</summary>
/// <param name="SecretName">In the vault; null when no policy names the application.</param>
/// <param name="VaultKeyId">The credential whose text is the vault's current version; null is unknown.</param>
internal sealed record InventoryRow(RotatedApplication Application, string? SecretName, string? VaultKeyId, bool HasFederation, IReadOnlyList<KnownCredential> Credentials, DateTimeOffset SeenAt)
{
    public static string Key(string application) => KeyText.Clean(application) + "|credentials";
}

/// <summary>One credential, and what was said about it.</summary>
/// <param name="Form">As <see cref="Ports.ApplicationCredentialKind"/> names it, in lower case.</param>
internal sealed record KnownCredential(string KeyId, string Form, string? DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
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
