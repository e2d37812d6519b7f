using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Profiles;
using NhiEvents.Core.Detection.RuleFindings;

namespace NhiEvents.Core.Detection;

/// <summary>The JSON of Detection's state rows.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IdentityRow))]
[JsonSerializable(typeof(HourRow))]
[JsonSerializable(typeof(FindingRow))]
[JsonSerializable(typeof(RuleFindingRow))]
[JsonSerializable(typeof(CoveredDay))]
[JsonSerializable(typeof(SourceStatus))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(CredentialAdditionRow))]
[JsonSerializable(typeof(BreakGlassChangeRow))]
internal sealed partial class DetectionJson : JsonSerializerContext;
