using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.HashiCorp;

/// <summary>Versions of a secret in the metadata of the key-value engine.</summary>
internal static class KvVersions
{
    /// <summary>Most bytes of one value of custom metadata, as the engine has it.</summary>
    private const int MaxDescription = 512;

    /// <summary>Tags and end of a version as one text.</summary>
    /// <exception cref="VaultException">Invalid: longer than the engine takes.</exception>
    public static string Describe(SecretProperties properties)
    {
        var text = JsonSerializer.Serialize(new KvDescription(properties.ExpiresAt?.ToUnixTimeSeconds(), properties.Tags), KvJson.Default.KvDescription);
        return text.Length <= MaxDescription ? text : throw new VaultException(VaultFault.Invalid, $"The tags take {text.Length} characters; this engine takes {MaxDescription} per version.");
    }

    public static IEnumerable<SecretVersion> Read(string name, JsonElement metadata, string prefix)
    {
        var described = metadata.TryGetProperty("custom_metadata", out var custom) && custom.ValueKind is JsonValueKind.Object ? custom : default;
        return metadata.GetProperty("versions").EnumerateObject()
            .OrderByDescending(version => long.Parse(version.Name, CultureInfo.InvariantCulture))
            .Select(version =>
            {
                var description = described.ValueKind is JsonValueKind.Object && described.TryGetProperty(prefix + version.Name, out var text) ? Parse(text.GetString()) : null;
                var deleted = version.Value.TryGetProperty("deletion_time", out var at) && at.GetString() is { Length: > 0 };
                var destroyed = version.Value.TryGetProperty("destroyed", out var gone) && gone.GetBoolean();
                return new SecretVersion(
                    name,
                    version.Name,
                    !deleted && !destroyed,
                    DateTimeOffset.Parse(version.Value.GetProperty("created_time").GetString()!, CultureInfo.InvariantCulture),
                    description?.Ends is { } ends ? DateTimeOffset.FromUnixTimeSeconds(ends) : null,
                    description?.Tags ?? new Dictionary<string, string>());
            });
    }

    /// <summary>Somebody else's text under our name describes nothing.</summary>
    private static KvDescription? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, KvJson.Default.KvDescription);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Ends">Unix seconds.</param>
internal sealed record KvDescription([property: JsonPropertyName("e")] long? Ends, [property: JsonPropertyName("t")] IReadOnlyDictionary<string, string>? Tags);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KvDescription))]
internal sealed partial class KvJson : JsonSerializerContext;
