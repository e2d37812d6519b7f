using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>The row that keeps a message until the bus has it.</summary>
internal sealed record OutboxRow(string Entity, string Id, string Kind, JsonElement Body)
{
    public const string Prefix = "~out|";

    public string? SessionId { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    public DateTimeOffset? FirstSentAt { get; init; }

    public string? TraceParent { get; init; }

    public static byte[] BodyOf(PendingMessage pending) => JsonSerializer.SerializeToUtf8Bytes(From(pending), OutboxJson.Default.OutboxRow);

    private static OutboxRow From(PendingMessage pending)
    {
        using var body = JsonDocument.Parse(pending.Message.Body);
        return new OutboxRow(pending.Entity, pending.Message.Id, pending.Message.Kind, body.RootElement.Clone())
        {
            SessionId = pending.Message.SessionId,
            NotBefore = pending.Message.NotBefore,
            Attempt = pending.Message.Attempt,
            FirstSentAt = pending.Message.FirstSentAt,
            TraceParent = pending.Message.TraceParent,
        };
    }

    public OutgoingMessage ToMessage() => new(Id, Kind, JsonSerializer.SerializeToUtf8Bytes(Body, OutboxJson.Default.JsonElement))
    {
        SessionId = SessionId,
        NotBefore = NotBefore,
        Attempt = Attempt,
        FirstSentAt = FirstSentAt,
        TraceParent = TraceParent,
    };
}

/// <summary>The row that says that an app keeps state of this kind for this tenant, so a sweep knows where to look.</summary>
internal sealed record PartitionFamily(string TenantId, string Kind)
{
    public const string PartitionKey = "~families";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutboxRow))]
[JsonSerializable(typeof(PartitionFamily))]
internal sealed partial class OutboxJson : JsonSerializerContext;
