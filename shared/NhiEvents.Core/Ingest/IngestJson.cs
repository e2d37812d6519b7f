using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Ingest;

/// <summary>The JSON of Ingest's state rows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KnownIdentity))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(AppUse))]
[JsonSerializable(typeof(RejectedRow))]
internal sealed partial class IngestJson : JsonSerializerContext;
