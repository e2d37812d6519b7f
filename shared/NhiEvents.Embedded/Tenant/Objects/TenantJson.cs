using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>How objects are stored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TenantObject))]
internal sealed partial class TenantJson : JsonSerializerContext;
