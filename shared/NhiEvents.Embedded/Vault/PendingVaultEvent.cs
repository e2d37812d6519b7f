using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Vault;

internal enum VaultEventKind
{
    NewVersion,
    NearExpiry,
    Expired,
}

/// <summary>An event that the vault will announce. Ordered by the time at which it is due.</summary>
internal sealed record PendingVaultEvent(DateTimeOffset Due, VaultEventKind Kind, string Secret, string Version, DateTimeOffset? Ends) : IComparable<PendingVaultEvent>
{
    /// <summary>As Azure Key Vault's system topic writes it.</summary>
    public OutgoingEvent ToEvent(string vault)
    {
        var address = $"https://{vault}.vault.azure.net/secrets/{Secret}/{Version}";
        var body = new VaultEventBody(address, vault, "Secret", Secret, Version, null, Ends?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return new OutgoingEvent(
            MessageIds.From(vault, Secret, Version, Kind.ToString(), Ends?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? ""),
            Kind switch
            {
                VaultEventKind.NewVersion => "Microsoft.KeyVault.SecretNewVersionCreated",
                VaultEventKind.NearExpiry => "Microsoft.KeyVault.SecretNearExpiry",
                VaultEventKind.Expired => "Microsoft.KeyVault.SecretExpired",
            },
            $"/vaults/{vault}",
            Secret,
            Due,
            JsonSerializer.SerializeToUtf8Bytes(body, VaultEventJson.Default.VaultEventBody));
    }

    public int CompareTo(PendingVaultEvent? other) => other is null
        ? 1
        : (Due, Kind).CompareTo((other.Due, other.Kind)) is var byTime and not 0 ? byTime : string.CompareOrdinal(Secret + Version + Ends, other.Secret + other.Version + other.Ends);
}

/// <summary>The data of the event. The documentation has times as numbers; they come as text.</summary>
internal sealed record VaultEventBody(
    [property: JsonPropertyName("Id")] string Id,
    [property: JsonPropertyName("VaultName")] string VaultName,
    [property: JsonPropertyName("ObjectType")] string ObjectType,
    [property: JsonPropertyName("ObjectName")] string ObjectName,
    [property: JsonPropertyName("Version")] string Version,
    [property: JsonPropertyName("NBF")] string? NotBefore,
    [property: JsonPropertyName("EXP")] string? Expires);

[JsonSerializable(typeof(VaultEventBody))]
internal sealed partial class VaultEventJson : JsonSerializerContext;
