using System.Globalization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Steps;

/// <summary>How rotations use the vault: which version belongs to which credential, and where a new text waits.</summary>
public sealed class RotationVault(ISecretVault vault)
{
    private const string KeyIdTag = "nhi-key-id";
    private const string RotationTag = "nhi-rotation";
    private const string ApplicationTag = "nhi-application";
    private const string EndsTag = "nhi-ends";

    internal static string? RotationOf(SecretVersion version) => version.Tag(RotationTag);

    internal static string? ApplicationOf(SecretVersion version) => version.Tag(ApplicationTag);

    internal Task<IReadOnlyList<SecretVersion>> ListAsync(string name, CancellationToken ct) => vault.ListVersionsAsync(name, ct);

    /// <summary>What a reader gets who names no version; null when there is no such secret.</summary>
    internal async Task<SecretVersion?> CurrentAsync(string name, CancellationToken ct) => await vault.ListVersionsAsync(name, ct) is [var current, ..] ? current : null;

    internal Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct) => vault.ReadAsync(name, version, ct);

    internal Task<SecretVersion> SetAsync(string name, CredentialRotation rotation, TargetCredential credential, SecretValue text, CancellationToken ct) =>
        vault.SetAsync(name, text, new SecretProperties(credential.EndsAt, TagsFor(rotation, credential.KeyId, credential.EndsAt)), ct);

    /// <summary>A version that already holds this text gets the tags that a crash kept from it.</summary>
    internal Task<SecretVersion> TagAsync(SecretVersion version, CredentialRotation rotation, CancellationToken ct) => vault.UpdateAsync(
        version.Name, version.Version, new SecretProperties(rotation.NewEndsAt, TagsFor(rotation, rotation.NewKeyId!, rotation.NewEndsAt!.Value), version.Enabled), ct);

    /// <summary>The version that this rotation has stored for a credential; null: none.</summary>
    internal static SecretVersion? FindOurs(IEnumerable<SecretVersion> versions, CredentialRotation rotation, string keyId) =>
        versions.FirstOrDefault(version => version.Enabled && RotationOf(version) == rotation.Id && Is(version.Tag(KeyIdTag), keyId));

    /// <summary>What has served its time gives out no text any more. Its absence is no fault.</summary>
    internal async Task DisableAsync(string name, string version, CancellationToken ct)
    {
        if ((await vault.ListVersionsAsync(name, ct)).FirstOrDefault(one => one.Version == version) is { Enabled: true } found)
        {
            await vault.UpdateAsync(name, version, new SecretProperties(found.ExpiresAt, found.Tags, Enabled: false), ct);
        }
    }

    /// <summary>Versions of a credential that is gone; never the current version, which a reader must not find disabled.</summary>
    internal async Task DisableOfAsync(string name, string keyId, CancellationToken ct)
    {
        foreach (var version in (await vault.ListVersionsAsync(name, ct)).Skip(1).Where(version => version.Enabled && Is(version.Tag(KeyIdTag), keyId)))
        {
            await vault.UpdateAsync(name, version.Version, new SecretProperties(version.ExpiresAt, version.Tags, Enabled: false), ct);
        }
    }

    /// <summary>Which credential a version's text is: by its tag, else by its first characters where only one credential fits.</summary>
    internal async Task<string?> KeyOfAsync(SecretVersion version, IReadOnlyList<TargetCredential> credentials, CancellationToken ct)
    {
        if (version.Tag(KeyIdTag) is { } tagged)
        {
            return tagged;
        }

        if (!credentials.Any(credential => credential.Hint is { Length: > 0 }) || await vault.ReadAsync(version.Name, version.Version, ct) is not { } text)
        {
            return null;
        }

        var fitting = credentials.Where(credential => credential.Hint is { Length: > 0 } hint && text.Reveal().StartsWith(hint, StringComparison.Ordinal)).ToList();
        return fitting is [var one] ? one.KeyId : null;
    }

    private static Dictionary<string, string> TagsFor(CredentialRotation rotation, string keyId, DateTimeOffset endsAt) => new()
    {
        [KeyIdTag] = keyId,
        [RotationTag] = rotation.Id,
        [ApplicationTag] = rotation.Application.Id,
        [EndsTag] = endsAt.ToString("u", CultureInfo.InvariantCulture),
    };

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
