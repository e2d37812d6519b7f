using System.Diagnostics;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Does what a webhook asked for: passes the word on to who decides, or tells the ticket why not.</summary>
/// <remarks>Repeatable: commands have the delivery's id, and a comment is said once.</remarks>
public sealed class ActOnTicketHandler(CaseRepository cases, TimeProvider time)
{
    public Task<Outcome.Final> HandleAsync(ActOnTicket act, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await cases.FindByTicketAsync(act.TenantId, act.Ticket, ct);
        var notes = await cases.ReadNotesAsync(act.TenantId, [act.Ticket, found?.Value.CaseKey ?? act.Ticket, found?.Value.Ticket?.Number ?? act.Ticket], ct);
        switch (WordDecision.For(act, found?.Value, notes))
        {
            case WordDecision.Heard:
                break;
            case WordDecision.Refuse refuse:
                await SaveAsync(found, Known(found, act), act, refuse.Text, null, ct);
                break;
            case WordDecision.Close:
                await SaveAsync(found, CaseLife.ClosedByPerson(Known(found, act), time.GetUtcNow()), act, null, null, ct);
                break;
            case WordDecision.Approve approve:
                await SendAsync(found, act, changes => changes.Send(Queues.Exceptions, TicketMessages.Of(approve.Command, act.DeliveryKey)), ct);
                break;
            case WordDecision.Deny deny:
                await SendAsync(found, act, changes => changes.Send(Queues.Exceptions, TicketMessages.Of(deny.Command, act.DeliveryKey)), ct);
                break;
            case WordDecision.Revoke revoke:
                await SendAsync(found, act, changes => changes.Send(Queues.Exceptions, TicketMessages.Of(revoke.Command, act.DeliveryKey)), ct);
                break;
            case WordDecision.Extend extend:
                await cases.NoteAsync(act.TenantId, act.Ticket, extend.Note, ct);
                await SendAsync(found, act, changes => changes.Send(Queues.Exceptions, TicketMessages.Of(extend.Command, act.DeliveryKey)), ct);
                break;
            case WordDecision.Rotate rotate:
                await SendAsync(found, act, changes => changes.Send(Queues.Rotations, TicketMessages.Of(rotate.Command)), ct);
                break;
            case WordDecision.React react:
                await SendAsync(found, act, changes => changes.Send(Queues.Reactions, TicketMessages.Of(react.Command, act.DeliveryKey)), ct);
                break;
            case WordDecision.DenyReaction deny:
                await SendAsync(found, act, changes => changes.Send(Queues.Reactions, TicketMessages.Of(deny.Command, act.DeliveryKey)), ct);
                break;
            default:
                throw new UnreachableException();
        }

        return Outcome.Done;
    });

    private static TicketCase Known(Versioned<TicketCase>? found, ActOnTicket act) => found?.Value ?? CaseLife.Adopted(act.TenantId, act.Ticket);

    private Task SendAsync(Versioned<TicketCase>? found, ActOnTicket act, Action<StateChanges> send, CancellationToken ct) =>
        SaveAsync(found, Known(found, act), act, null, send, ct);

    /// <summary>State, ledger, commands and what the ticket is told, in one transaction. A second delivery finds the delivery among what was said.</summary>
    private async Task SaveAsync(Versioned<TicketCase>? found, TicketCase next, ActOnTicket act, string? tell, Action<StateChanges>? send, CancellationToken ct)
    {
        if (found?.Value.Said.Contains(act.DeliveryKey, StringComparer.Ordinal) == true)
        {
            return;
        }

        next = tell is null ? CaseLife.Noted(next, act.DeliveryKey) : CaseLife.Commented(next, act.DeliveryKey, tell);
        await cases.SaveAsync(found, next, KeepTicketHandler.NextWrite(found?.Value, next, time.GetUtcNow()), tell is null ? "webhook-passed-on" : "webhook-not-possible", LedgerPhase.Decision, ct, send);
        await cases.IndexAsync(act.TenantId, act.Ticket, next.CaseKey, ct);
    }
}
