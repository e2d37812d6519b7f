using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Contracts;

/// <summary>The one JSON shape of everything on the wire: web names, enums as strings, a missing or null required member fails at the border.</summary>
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<SignInKind>), typeof(CamelCase<Severity>), typeof(CamelCase<FindingState>), typeof(CamelCase<IdentityKind>),
        typeof(CamelCase<Criticality>),
        typeof(CamelCase<ActorKind>), typeof(CamelCase<RiskSubject>), typeof(CamelCase<RiskedIdentity>),
        typeof(CamelCase<ExemptionKind>), typeof(CamelCase<ExemptionState>), typeof(CamelCase<ExceptionMode>),
        typeof(CamelCase<EndCause>), typeof(CamelCase<ProofBasis>), typeof(CamelCase<ExclusionMechanism>), typeof(CamelCase<DayOfWeek>), typeof(CamelCase<ImportStep>),
        typeof(CamelCase<RotationCause>), typeof(CamelCase<RotationState>),
        typeof(CamelCase<LogSource>), typeof(CamelCase<TicketState>), typeof(CamelCase<TicketWord>), typeof(CamelCase<HouseRecordKind>), typeof(CamelCase<AttestationAnswer>), typeof(CamelCase<AttestationState>),
    ],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(ResourceDenied))]
[JsonSerializable(typeof(ResourceChanged))]
[JsonSerializable(typeof(AccountLockedOut))]
[JsonSerializable(typeof(DirectoryChanged))]
[JsonSerializable(typeof(RiskDetected))]
[JsonSerializable(typeof(RuleMatched))]
[JsonSerializable(typeof(LookAgain))]
[JsonSerializable(typeof(IdentityClassified))]
[JsonSerializable(typeof(IdentityRegistered))]
[JsonSerializable(typeof(IdentityChanged))]
[JsonSerializable(typeof(SourceLapsed))]
[JsonSerializable(typeof(SourcesTold))]
[JsonSerializable(typeof(RetryEvent))]
[JsonSerializable(typeof(FindingChanged))]
[JsonSerializable(typeof(StopWrites))]
[JsonSerializable(typeof(BrakesTold))]
[JsonSerializable(typeof(ResumeWrites))]
[JsonSerializable(typeof(ChangeMode))]
[JsonSerializable(typeof(RequestExemption))]
[JsonSerializable(typeof(ApproveExemption))]
[JsonSerializable(typeof(DenyExemption))]
[JsonSerializable(typeof(ExtendExemption))]
[JsonSerializable(typeof(RevokeExemption))]
[JsonSerializable(typeof(EnforceExemption))]
[JsonSerializable(typeof(ReconcileExclusions))]
[JsonSerializable(typeof(WritePolicies))]
[JsonSerializable(typeof(ExemptionChanged))]
[JsonSerializable(typeof(ExemptionRefused))]
[JsonSerializable(typeof(ExceptionTerms))]
[JsonSerializable(typeof(ImportExclusions))]
[JsonSerializable(typeof(ExclusionsPlanned))]
[JsonSerializable(typeof(StartRotation))]
[JsonSerializable(typeof(HoldRotation))]
[JsonSerializable(typeof(ResumeRotation))]
[JsonSerializable(typeof(AbortRotation))]
[JsonSerializable(typeof(ApproveRetirement))]
[JsonSerializable(typeof(RotationChanged))]
[JsonSerializable(typeof(RunReaction))]
[JsonSerializable(typeof(ApproveReaction))]
[JsonSerializable(typeof(UndoReaction))]
[JsonSerializable(typeof(MuteFinding))]
[JsonSerializable(typeof(UnmuteFinding))]
[JsonSerializable(typeof(EndMute))]
[JsonSerializable(typeof(MuteChanged))]
[JsonSerializable(typeof(AskAttestation))]
[JsonSerializable(typeof(AnswerAttestation))]
[JsonSerializable(typeof(EndAttestation))]
[JsonSerializable(typeof(AttestationChanged))]
[JsonSerializable(typeof(DeliverRecord))]
[JsonSerializable(typeof(LedgerNoted))]
[JsonSerializable(typeof(JoinCause))]
[JsonSerializable(typeof(TellCause))]
[JsonSerializable(typeof(OpenTicket))]
[JsonSerializable(typeof(CommentTicket))]
[JsonSerializable(typeof(CloseTicket))]
[JsonSerializable(typeof(WriteTicket))]
[JsonSerializable(typeof(ActOnTicket))]
[JsonSerializable(typeof(TicketChanged))]
[JsonSerializable(typeof(StepRotation))]
[JsonSerializable(typeof(ScanCredentials))]
[JsonSerializable(typeof(CredentialUsedForUsers))]
[JsonSerializable(typeof(FindingsDocument))]
[JsonSerializable(typeof(IdentitiesDocument))]
[JsonSerializable(typeof(string))]
public sealed partial class NhiJson : JsonSerializerContext;
