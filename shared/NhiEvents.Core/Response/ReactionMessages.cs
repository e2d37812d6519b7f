using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response;

/// <summary>What the slice sends. The same cause has the same id.</summary>
internal static class ReactionMessages
{
    public static OutgoingMessage Of(OpenTicket open) => Of(OpenTicket.Kind, open, NhiJson.Default.OpenTicket, open.CaseKey, Text(open.Revision));

    public static OutgoingMessage Of(CloseTicket close) => Of(CloseTicket.Kind, close, NhiJson.Default.CloseTicket, close.CaseKey, Text(close.Revision));

    public static OutgoingMessage Of(CommentTicket comment) => Of(CommentTicket.Kind, comment, NhiJson.Default.CommentTicket, comment.CaseKey, comment.CommentId);

    public static OutgoingMessage Of(StartRotation start) => Of(StartRotation.Kind, start, NhiJson.Default.StartRotation, start.RequestId);

    public static OutgoingMessage Of(HoldRotation hold, string cause) => Of(HoldRotation.Kind, hold, NhiJson.Default.HoldRotation, hold.RotationId, cause);

    public static OutgoingMessage Of(ResumeRotation resume) => Of(ResumeRotation.Kind, resume, NhiJson.Default.ResumeRotation, resume.RotationId, KeyText.Sortable(resume.At));

    public static OutgoingMessage Of(AbortRotation abort) => Of(AbortRotation.Kind, abort, NhiJson.Default.AbortRotation, abort.RotationId, abort.PersonId);

    public static OutgoingMessage Of(RequestExemption request) => Of(RequestExemption.Kind, request, NhiJson.Default.RequestExemption, request.RequestId);

    public static OutgoingMessage Of(ApproveExemption approve) => Of(ApproveExemption.Kind, approve, NhiJson.Default.ApproveExemption, approve.ExemptionId, approve.ApproverId);

    public static OutgoingMessage Of(RevokeExemption revoke) => Of(RevokeExemption.Kind, revoke, NhiJson.Default.RevokeExemption, revoke.ExemptionId, revoke.RevokerId);

    public static OutgoingMessage Of(DeliverRecord deliver) => Of(DeliverRecord.Kind, deliver, NhiJson.Default.DeliverRecord, deliver.TenantId, deliver.RecordId, deliver.Outlet ?? "");

    public static OutgoingMessage Of(JoinCause join) => Of(JoinCause.Kind, join, NhiJson.Default.JoinCause, join.Finding.Id, Text(join.Revision));

    public static OutgoingMessage Of(TellCause tell, long revision) => Of(TellCause.Kind, tell, NhiJson.Default.TellCause, tell.TenantId, tell.Cause, KeyText.Sortable(tell.DueAt), Text(revision));

    public static OutgoingMessage Of(RunReaction run, long revision) => Of(RunReaction.Kind, run, NhiJson.Default.RunReaction, run.ReactionId, KeyText.Sortable(run.DueAt), Text(revision));

    public static OutgoingMessage Of(FindingChanged changed) => Of(FindingChanged.Kind, changed, NhiJson.Default.FindingChanged, changed.Finding.Id, Text(changed.Revision));

    public static OutgoingMessage Of(EndMute end, long revision) => Of(EndMute.Kind, end, NhiJson.Default.EndMute, end.FindingId, KeyText.Sortable(end.DueAt), Text(revision));

    public static OutgoingMessage Of(MuteChanged changed) => Of(MuteChanged.Kind, changed, NhiJson.Default.MuteChanged, changed.FindingId, Text(changed.Revision));

    public static OutgoingMessage Of(EndAttestation end) => Of(EndAttestation.Kind, end, NhiJson.Default.EndAttestation, end.AttestationId, KeyText.Sortable(end.DueAt));

    public static OutgoingMessage Of(AttestationChanged changed) => Of(AttestationChanged.Kind, changed, NhiJson.Default.AttestationChanged, changed.AttestationId, Text(changed.Revision));

    private static OutgoingMessage Of<T>(string kind, T value, JsonTypeInfo<T> type, params ReadOnlySpan<string> cause) =>
        new(MessageIds.From([kind, .. cause]), kind, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
