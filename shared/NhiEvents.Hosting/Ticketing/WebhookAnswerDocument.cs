using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>The body of the answer to a webhook.</summary>
internal sealed record WebhookAnswerDocument(bool Accepted, string? Error, string? Text, IReadOnlyList<string>? Allowed);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookAnswerDocument))]
internal sealed partial class WebhookAnswerJson : JsonSerializerContext;
