using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ticketing.Cases;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Core.Ticketing;

/// <summary>The JSON of the slice's state rows.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<TicketState>), typeof(CamelCase<TicketWord>), typeof(CamelCase<Severity>), typeof(CamelCase<IdentityKind>), typeof(CamelCase<ExemptionState>),
        typeof(CamelCase<PendingKind>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryRow))]
[JsonSerializable(typeof(TicketCase))]
[JsonSerializable(typeof(NumberRow))]
[JsonSerializable(typeof(ExceptionNote))]
internal sealed partial class TicketingJson : JsonSerializerContext;
