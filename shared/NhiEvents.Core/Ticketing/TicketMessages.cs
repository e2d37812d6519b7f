using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing;

/// <summary>What the slice sends. The same cause has the same id.</summary>
internal static class TicketMessages
{
    public static OutgoingMessage Of(ActOnTicket act) => new(
        MessageIds.From(ActOnTicket.Kind, act.DeliveryKey), ActOnTicket.Kind, JsonSerializer.SerializeToUtf8Bytes(act, NhiJson.Default.ActOnTicket));

    /// <param name="revision">Of the case: two steps of one instant are two messages.</param>
    public static OutgoingMessage Of(WriteTicket write, long revision) => new(
        MessageIds.From(WriteTicket.Kind, write.TenantId, write.CaseKey, KeyText.Sortable(write.DueAt), revision.ToString(CultureInfo.InvariantCulture)),
        WriteTicket.Kind,
        JsonSerializer.SerializeToUtf8Bytes(write, NhiJson.Default.WriteTicket));

    public static OutgoingMessage Of(TicketChanged changed) => new(
        MessageIds.From(TicketChanged.Kind, changed.TenantId, changed.CaseKey, changed.Revision.ToString(CultureInfo.InvariantCulture)),
        TicketChanged.Kind,
        JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.TicketChanged));

    public static OutgoingMessage Of(ApproveExemption approve, string cause) =>
        new(MessageIds.From(ApproveExemption.Kind, cause), ApproveExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(approve, NhiJson.Default.ApproveExemption));

    public static OutgoingMessage Of(DenyExemption deny, string cause) =>
        new(MessageIds.From(DenyExemption.Kind, cause), DenyExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(deny, NhiJson.Default.DenyExemption));

    public static OutgoingMessage Of(ExtendExemption extend, string cause) =>
        new(MessageIds.From(ExtendExemption.Kind, cause), ExtendExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(extend, NhiJson.Default.ExtendExemption));

    public static OutgoingMessage Of(RevokeExemption revoke, string cause) =>
        new(MessageIds.From(RevokeExemption.Kind, cause), RevokeExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(revoke, NhiJson.Default.RevokeExemption));

    public static OutgoingMessage Of(ApproveReaction approve, string cause) =>
        new(MessageIds.From(ApproveReaction.Kind, cause), ApproveReaction.Kind, JsonSerializer.SerializeToUtf8Bytes(approve, NhiJson.Default.ApproveReaction));

    public static OutgoingMessage Of(UndoReaction undo, string cause) =>
        new(MessageIds.From(UndoReaction.Kind, cause), UndoReaction.Kind, JsonSerializer.SerializeToUtf8Bytes(undo, NhiJson.Default.UndoReaction));

    public static OutgoingMessage Of(StartRotation start) =>
        new(MessageIds.From(StartRotation.Kind, start.RequestId), StartRotation.Kind, JsonSerializer.SerializeToUtf8Bytes(start, NhiJson.Default.StartRotation));
}
