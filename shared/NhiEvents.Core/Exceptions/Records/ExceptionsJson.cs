using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Drift.Import;
using NhiEvents.Core.Exceptions.Writing.Lists;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>The JSON of the slice's state rows.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<ExemptionKind>), typeof(CamelCase<ExemptionState>), typeof(CamelCase<EndCause>), typeof(CamelCase<ProofBasis>),
        typeof(CamelCase<ExclusionMechanism>), typeof(CamelCase<ImportStep>), typeof(CamelCase<SubjectKind>), typeof(CamelCase<ExceptionMode>),
        typeof(CamelCase<ActorKind>), typeof(CamelCase<Severity>), typeof(CamelCase<FindingState>), typeof(CamelCase<IdentityKind>), typeof(CamelCase<Criticality>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExemptionRow))]
[JsonSerializable(typeof(PlaceRow))]
[JsonSerializable(typeof(RefusalRow))]
[JsonSerializable(typeof(WatchRow))]
[JsonSerializable(typeof(BudgetRow))]
[JsonSerializable(typeof(BrakeRow))]
[JsonSerializable(typeof(ApproverRow))]
[JsonSerializable(typeof(ChangeNote))]
[JsonSerializable(typeof(BaselineRow))]
[JsonSerializable(typeof(ContainersRow))]
[JsonSerializable(typeof(DriftRow))]
[JsonSerializable(typeof(PolicyListRow))]
[JsonSerializable(typeof(WriterRow))]
[JsonSerializable(typeof(TermsRow))]
[JsonSerializable(typeof(ImportRow))]
internal sealed partial class ExceptionsJson : JsonSerializerContext;
