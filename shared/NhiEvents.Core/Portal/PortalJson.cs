using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Letters;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Core.Portal.Tickets;

namespace NhiEvents.Core.Portal;

/// <summary>The portal's rows and answers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<Severity>), typeof(CamelCase<FindingState>), typeof(CamelCase<IdentityKind>), typeof(CamelCase<Criticality>), typeof(CamelCase<IdentityStatus>), typeof(CamelCase<MfaReadiness>), typeof(CamelCase<CaseKind>),
        typeof(CamelCase<ExemptionKind>), typeof(CamelCase<ExemptionState>), typeof(CamelCase<ExclusionMechanism>), typeof(CamelCase<EndCause>), typeof(CamelCase<ProofBasis>),
        typeof(CamelCase<MuteState>), typeof(CamelCase<ExceptionWordKind>), typeof(CamelCase<DayOfWeek>), typeof(CamelCase<ImportStep>),
        typeof(CamelCase<TicketState>), typeof(CamelCase<LogSource>), typeof(CamelCase<ExceptionMode>), typeof(CamelCase<AttestationState>), typeof(CamelCase<CampaignKind>), typeof(CamelCase<CampaignAction>), typeof(CamelCase<ChainVerdict>),
    ],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FindingRecord))]
[JsonSerializable(typeof(FindingMute))]
[JsonSerializable(typeof(ListRow<FindingEntry>))]
[JsonSerializable(typeof(Page<FindingEntry>))]
[JsonSerializable(typeof(StoredIdentity))]
[JsonSerializable(typeof(ListRow<IdentityEntry>))]
[JsonSerializable(typeof(Page<IdentityView>))]
[JsonSerializable(typeof(IdentityDetail))]
[JsonSerializable(typeof(CaseRecord))]
[JsonSerializable(typeof(ListRow<CaseEntry>))]
[JsonSerializable(typeof(Page<CaseView>))]
[JsonSerializable(typeof(CaseDetail))]
[JsonSerializable(typeof(ExceptionRecord))]
[JsonSerializable(typeof(ListRow<ExceptionEntry>))]
[JsonSerializable(typeof(Page<ExceptionView>))]
[JsonSerializable(typeof(ExceptionDetail))]
[JsonSerializable(typeof(ExceptionAsk))]
[JsonSerializable(typeof(ExceptionWordBody))]
[JsonSerializable(typeof(AskRow))]
[JsonSerializable(typeof(ExceptionTerms))]
[JsonSerializable(typeof(AllTerms))]
[JsonSerializable(typeof(ExclusionsPlanned))]
[JsonSerializable(typeof(AllImports))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(LedgerState))]
[JsonSerializable(typeof(ReviewPack))]
[JsonSerializable(typeof(TicketRecord))]
[JsonSerializable(typeof(ListRow<TicketEntry>))]
[JsonSerializable(typeof(Page<TicketEntry>))]
[JsonSerializable(typeof(AttestationRecord))]
[JsonSerializable(typeof(ListRow<AttestationEntry>))]
[JsonSerializable(typeof(AttestationQuestion))]
[JsonSerializable(typeof(CampaignAsk))]
[JsonSerializable(typeof(CampaignRun))]
[JsonSerializable(typeof(CampaignStep))]
[JsonSerializable(typeof(CampaignsDocument))]
[JsonSerializable(typeof(CampaignPage))]
[JsonSerializable(typeof(LetterPage))]
[JsonSerializable(typeof(FindingDetail))]
[JsonSerializable(typeof(NowDocument))]
[JsonSerializable(typeof(FeedDocument))]
[JsonSerializable(typeof(SystemDocument))]
[JsonSerializable(typeof(AskedBrake))]
[JsonSerializable(typeof(AppBrakes))]
[JsonSerializable(typeof(SourcesTold))]
internal sealed partial class PortalJson : JsonSerializerContext
{
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
