using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>The JSON of the slice's state rows.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<ExemptionKind>), typeof(CamelCase<ExemptionState>), typeof(CamelCase<EndCause>), typeof(CamelCase<ProofBasis>),
        typeof(CamelCase<ExclusionMechanism>), typeof(CamelCase<SubjectKind>), typeof(CamelCase<ExceptionMode>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExemptionRow))]
[JsonSerializable(typeof(PlaceRow))]
[JsonSerializable(typeof(RefusalRow))]
[JsonSerializable(typeof(WatchRow))]
[JsonSerializable(typeof(BudgetRow))]
[JsonSerializable(typeof(BrakeRow))]
[JsonSerializable(typeof(ApproverRow))]
internal sealed partial class ExceptionsJson : JsonSerializerContext;
