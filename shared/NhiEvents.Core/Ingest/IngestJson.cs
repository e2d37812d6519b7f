using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Ingest;

/// <summary>The JSON of Ingest's state rows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KnownIdentity))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(AppUse))]
[JsonSerializable(typeof(RejectedRow))]
[JsonSerializable(typeof(PollState))]
internal sealed partial class IngestJson : JsonSerializerContext;
