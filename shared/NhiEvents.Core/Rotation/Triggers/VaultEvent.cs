using System.Globalization;
using System.Text.Json;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>What happened to a secret in the vault.</summary>
public enum VaultEventKind
{
    NewVersion,
    NearExpiry,
    Expired,
}

/// <summary>An event of Azure Key Vault's system topic.</summary>
public sealed record VaultEvent(VaultEventKind Kind, string Name, string Version)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Reads the data of an event. Names and texts may have stray spaces around them and any letter case; times may be numbers, or texts of numbers or dates.</summary>
    /// <returns>Null: no event about a secret, or none that can be read.</returns>
    public static VaultEvent? TryRead(string type, JsonElement data)
    {
        VaultEventKind? kind = type.Trim() switch
        {
            "Microsoft.KeyVault.SecretNewVersionCreated" => VaultEventKind.NewVersion,
            "Microsoft.KeyVault.SecretNearExpiry" => VaultEventKind.NearExpiry,
            "Microsoft.KeyVault.SecretExpired" => VaultEventKind.Expired,
            _ => null,
        };
        if (kind is null || data.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var members = data.EnumerateObject().GroupBy(member => member.Name.Trim(), StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase);
        var objectType = TextOf(members, "ObjectType");
        return (objectType is null || objectType.Equals("Secret", StringComparison.OrdinalIgnoreCase)) && TextOf(members, "ObjectName") is { Length: > 0 } name && TextOf(members, "Version") is { Length: > 0 } version
            ? new VaultEvent(kind.Value, name, version) { ExpiresAt = TimeOf(members, "EXP") }
            : null;
    }

    private static string? TextOf(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : null;

    private static DateTimeOffset? TimeOf(Dictionary<string, JsonElement> members, string name)
    {
        if (!members.TryGetValue(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!.Trim(),
            _ => "",
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
            : null;
    }
}
