using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Ledger;

/// <summary>The JSON of the ledger's rows and seals. A missing or null member does not read, so no check works on half an entry.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(CamelCase<LedgerPhase>)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LedgerEntry))]
[JsonSerializable(typeof(LedgerHead))]
[JsonSerializable(typeof(LedgerSeal))]
internal sealed partial class LedgerJson : JsonSerializerContext;
