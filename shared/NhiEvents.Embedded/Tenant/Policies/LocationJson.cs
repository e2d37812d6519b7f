using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>Reads named locations in Graph's shape.</summary>
public static class LocationJson
{
    /// <returns>Null: it has no id.</returns>
    public static NamedLocation? Read(JsonElement json) => json.ValueKind is not JsonValueKind.Object || Text(json, "id") is not { } id ? null : new NamedLocation
    {
        Id = id,
        DisplayName = Text(json, "displayName") ?? "",
        Trusted = Is(json, "isTrusted"),
        Ranges = [.. Children(json, "ipRanges").Select(range => Text(range, "cidrAddress")).OfType<string>()],
        Countries = [.. Children(json, "countriesAndRegions").Where(country => country.ValueKind is JsonValueKind.String).Select(country => country.GetString()!)],
        UnknownCountries = Is(json, "includeUnknownCountriesAndRegions"),
    };

    private static bool Is(JsonElement json, string name) => json.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    private static JsonElement.ArrayEnumerator Children(JsonElement json, string name) => json.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? list.EnumerateArray() : default;
}
