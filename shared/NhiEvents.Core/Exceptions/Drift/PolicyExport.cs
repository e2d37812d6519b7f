using System.Text.Json;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Reads an export of Conditional Access policies and says who is let out of them, by what the policies themselves state.</summary>
/// <remarks>Whom a group or a filter holds is not in it.</remarks>
public static class PolicyExport
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    /// <param name="text">UTF-8: a page of Graph's <c>/identity/conditionalAccess/policies</c>, a list of policies, or one policy.</param>
    /// <exception cref="JsonException">It is no JSON, or holds no policy.</exception>
    public static IReadOnlyList<ExportedPolicy> Read(ReadOnlyMemory<byte> text) =>
        ReadPage(text) is { Count: > 0 } policies ? policies : throw new JsonException("it holds no Conditional Access policy (an object with id and conditions)");

    /// <summary>The same for a page that may be empty.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<ExportedPolicy> ReadPage(ReadOnlyMemory<byte> text)
    {
        text = text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
        using var document = JsonDocument.Parse(text, Options);
        return [.. Items(document.RootElement)
            .Where(item => item.ValueKind is JsonValueKind.Object && item.TryGetProperty("conditions", out _) && item.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String)
            .Select(item => PolicyText.Read(new PolicyJsonDocument(item.GetProperty("id").GetString()!, JsonSerializer.SerializeToUtf8Bytes(item))))
            .Select(policy => new ExportedPolicy(policy.Id, policy.Name, policy.Enforced, [.. PolicyWays.Of(policy).Select(way => new ExportedWayOut(way.Kind, way.Subject))]))];
    }

    private static IEnumerable<JsonElement> Items(JsonElement root) => root switch
    {
        { ValueKind: JsonValueKind.Array } => root.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } when root.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.Array => value.EnumerateArray(),
        _ => [root],
    };
}

/// <summary>A policy and the ways out that it states.</summary>
/// <param name="Enforced">Its state is <c>enabled</c>; report-only and disabled policies let nobody out of anything.</param>
public sealed record ExportedPolicy(string Id, string Name, bool Enforced, IReadOnlyList<ExportedWayOut> Ways);

/// <param name="Subject">An id, a type, or the text of a filter.</param>
public sealed record ExportedWayOut(WayOutKind Kind, string Subject);
