using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>What this slice reads from a policy's JSON. What is not there, or of another shape, is empty.</summary>
internal sealed class PolicyText(string id, JsonObject json)
{
    public string Id => id;

    public JsonObject Json => json;

    public string Name => Text("displayName") ?? id;

    public bool Enforced => Text("state") == "enabled";

    public bool ForPrincipals => json["conditions"]?["clientApplications"] is JsonObject;

    /// <summary>Asks for something because of a risk.</summary>
    public bool RiskBased => Strings("conditions", "signInRiskLevels").Count + Strings("conditions", "userRiskLevels").Count + Strings("conditions", "servicePrincipalRiskLevels").Count > 0;

    /// <summary>Asks people for a second factor, by itself or as one of several ways to be let in.</summary>
    public bool AsksSecondFactor => Enforced && !ForPrincipals && !RiskBased
        && (Strings("grantControls", "builtInControls").Contains("mfa") || Has("grantControls", "authenticationStrength", "id") || Text("grantControls", "authenticationStrength@odata.bind") is not null);

    public bool Blocks => Strings("grantControls", "builtInControls").Contains("block");

    /// <exception cref="JsonException">It is no JSON object: a damaged reading must not be taken for an empty policy.</exception>
    public static PolicyText Read(PolicyJsonDocument document) =>
        new(document.Id, JsonNode.Parse(document.Json.Span) as JsonObject ?? throw new JsonException($"policy {document.Id} is no object"));

    /// <summary>The texts of a list; empty when it is absent.</summary>
    public IReadOnlyList<string> Strings(params ReadOnlySpan<string> path) =>
        At(path) is JsonArray list ? [.. list.Where(entry => entry?.GetValueKind() is JsonValueKind.String).Select(entry => entry!.GetValue<string>())] : [];

    public string? Text(params ReadOnlySpan<string> path) => At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public bool Has(params ReadOnlySpan<string> path) => At(path) is not null;

    private JsonNode? At(ReadOnlySpan<string> path)
    {
        JsonNode? node = json;
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }
}
