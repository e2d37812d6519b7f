using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Says in a ticket what exceptions and rotations that name it do: also what became of a decision that came too late.</summary>
/// <remarks>Repeatable and in any order: a change is said once, by its revision.</remarks>
public sealed class TellTicketHandler(CaseRepository cases, TimeProvider time)
{
    public async Task<Outcome.Final> HandleAsync(ExemptionChanged changed, CancellationToken ct)
    {
        if (changed.Ticket is not { Length: > 0 } ticket)
        {
            return Outcome.Done;
        }

        await cases.NoteAsync(changed.TenantId, ticket, new ExceptionNote(changed.IdentityId, changed.ExemptionId, changed.Revision, changed.State, changed.WebhookMayDecide), ct);
        var end = changed.End is { } time ? $", to end {time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "";
        return await SayAsync(
            changed.TenantId, ticket, $"{changed.ExemptionId}-{changed.Revision.ToString(CultureInfo.InvariantCulture)}",
            $"Exception {changed.ExemptionId}: {Words(changed.State)}{end}.{(changed.Text is { } text ? " " + text : "")}{(changed.NeedsPerson ? " A person has to act." : "")}", ct);
    }

    public Task<Outcome.Final> HandleAsync(ExemptionRefused refused, CancellationToken ct) => refused.Ticket is not { Length: > 0 } ticket
        ? Task.FromResult(Outcome.Done)
        : SayAsync(refused.TenantId, ticket, refused.RequestId, $"An exception was asked for and cannot be granted: {string.Join(' ', refused.Faults)}", ct);

    public Task<Outcome.Final> HandleAsync(RotationChanged changed, CancellationToken ct) => changed.Ticket is not { Length: > 0 } ticket
        ? Task.FromResult(Outcome.Done)
        : SayAsync(
            changed.TenantId, ticket, $"{changed.RotationId}-{changed.Revision.ToString(CultureInfo.InvariantCulture)}",
            $"Rotation {changed.RotationId}: {Words(changed.State)}.{(changed.Text is { } text ? " " + text : "")}{(changed.NeedsPerson ? " A person has to act." : "")}", ct);

    /// <summary>Into the case that the ticket belongs to; a ticket of people gets a case when the first thing is to be said in it.</summary>
    private Task<Outcome.Final> SayAsync(string tenantId, string ticket, string what, string text, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await cases.FindByTicketAsync(tenantId, ticket, ct);
        var known = found?.Value ?? CaseLife.Adopted(tenantId, ticket);
        var next = CaseLife.Commented(known, MessageIds.From("change", what), text);
        if (next != known)
        {
            await cases.SaveAsync(found, next, KeepTicketHandler.NextWrite(found?.Value, next, time.GetUtcNow()), "ticket-comment", LedgerPhase.Decision, ct);
            await cases.IndexAsync(tenantId, ticket, next.CaseKey, ct);
        }

        return Outcome.Done;
    });

    private static string Words(ExemptionState state) => state switch
    {
        ExemptionState.Requested => "waits for an approval",
        ExemptionState.Denied => "denied",
        ExemptionState.Approved => "approved",
        ExemptionState.Scheduled => "approved, waits for its start",
        ExemptionState.Activating => "is being set up",
        ExemptionState.Active => "is in force",
        ExemptionState.Expiring => "is being taken away",
        ExemptionState.Suspended => "suspended, because what kept it safe no longer holds",
        ExemptionState.EndedUnproven => "taken away; tokens from before may still work",
        ExemptionState.Ended => "over",
    };

    private static string Words(RotationState state) => state switch
    {
        RotationState.Planned => "planned",
        RotationState.Creating => "a new credential is being made",
        RotationState.Storing => "the new credential is being stored in the vault",
        RotationState.Testing => "the new credential is being tested",
        RotationState.Watching => "the new credential works; the logs are watched until every consumer uses it",
        RotationState.Retiring => "the old credential is being removed",
        RotationState.Done => "done",
        RotationState.Held => "held until a person decides",
        RotationState.Abandoned => "given up; the old credential stays",
    };
}
