using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>The row that keeps a message until the bus has it.</summary>
internal sealed record OutboxRow(string Entity, string Id, string Kind, [property: JsonConverter(typeof(JsonAsItIs))] ReadOnlyMemory<byte> Body)
{
    public const string Prefix = "~out|";

    public string? SessionId { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    public DateTimeOffset? FirstSentAt { get; init; }

    public string? TraceParent { get; init; }

    public static byte[] BodyOf(PendingMessage pending) => JsonSerializer.SerializeToUtf8Bytes(From(pending), OutboxJson.Default.OutboxRow);

    public OutgoingMessage ToMessage() => new(Id, Kind, Body)
    {
        SessionId = SessionId,
        NotBefore = NotBefore,
        Attempt = Attempt,
        FirstSentAt = FirstSentAt,
        TraceParent = TraceParent,
    };

    private static OutboxRow From(PendingMessage pending) => new(pending.Entity, pending.Message.Id, pending.Message.Kind, pending.Message.Body)
    {
        SessionId = pending.Message.SessionId,
        NotBefore = pending.Message.NotBefore,
        Attempt = pending.Message.Attempt,
        FirstSentAt = pending.Message.FirstSentAt,
        TraceParent = pending.Message.TraceParent,
    };
}

/// <summary>A JSON text inside another, byte for byte. What is no JSON is refused when it is written.</summary>
internal sealed class JsonAsItIs : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return JsonMarshal.GetRawUtf8Value(value.RootElement).ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) => writer.WriteRawValue(value.Span);
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
