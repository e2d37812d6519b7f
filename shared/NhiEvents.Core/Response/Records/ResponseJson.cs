using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response.Attesting;
using NhiEvents.Core.Response.Causes;

namespace NhiEvents.Core.Response.Records;

/// <summary>The JSON of the slice's state rows.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<ReactionKind>), typeof(CamelCase<ReactionMode>), typeof(CamelCase<ReactionState>), typeof(CamelCase<Severity>), typeof(CamelCase<IdentityKind>),
        typeof(CamelCase<FindingState>), typeof(CamelCase<Criticality>), typeof(CamelCase<AttestationState>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Reaction))]
[JsonSerializable(typeof(IdentityRow))]
[JsonSerializable(typeof(FindingCopyRow))]
[JsonSerializable(typeof(RegistryRow))]
[JsonSerializable(typeof(BudgetRow))]
[JsonSerializable(typeof(StopRow))]
[JsonSerializable(typeof(CauseRow))]
[JsonSerializable(typeof(CauseMember))]
[JsonSerializable(typeof(CauseOwner))]
[JsonSerializable(typeof(ChangesRow))]
[JsonSerializable(typeof(AttestationRow))]
internal sealed partial class ResponseJson : JsonSerializerContext;
