using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Writes what waits for the ticket system: claim, act, settle, one write at a time and in order.</summary>
/// <remarks>
/// Repeatable. What a crash leaves between act and settle is found again: a creation by the search for its key, a comment by its id, a step because it is absolute.
/// An outage loses nothing: the write stays in the case, and its due row brings it back.
/// </remarks>
public sealed class WriteTicketHandler(
    CaseRepository cases, ITicketSystem system, IOptions<TicketingOptions> options, TimeProvider time, ILogger<WriteTicketHandler> log)
{
    /// <summary>Longer than any write takes, and than a search index lags behind a creation.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public async Task<Outcome.Final> HandleAsync(WriteTicket message, CancellationToken ct)
    {
        if (await Race.RunAsync(() => ClaimAsync(message, ct)) is not { } claimed)
        {
            return Outcome.Done;
        }

        var write = claimed.Pending[0];
        try
        {
            var ticket = await ActAsync(claimed, write, ct);
            if (ticket is not null)
            {
                await cases.IndexAsync(claimed.TenantId, ticket.Number, claimed.CaseKey, ct);
            }

            await SettleAsync(claimed, known => CaseLife.Written(known, write, ticket), write, null, "ticket-written", ct);
        }
        catch (TicketSystemException gone) when (gone.Fault is TicketFault.NotFound && claimed.Ticket is not null)
        {
            await SettleAsync(claimed, CaseLife.Lost, write, null, "ticket-lost", ct);
        }
        catch (TicketSystemException trouble)
        {
            var failures = (claimed.Trouble?.Failures ?? 0) + 1;
            log.TicketSystemFailed(trouble, claimed.CaseKey, failures, trouble.Fault);
            if (trouble.Fault is TicketFault.Refused or TicketFault.NotFound)
            {
                log.TicketSystemRefused(claimed.CaseKey, trouble.Message);
            }

            var pause = trouble.Fault is TicketFault.Refused or TicketFault.NotFound ? options.Value.LongestPause : trouble.RetryAfter ?? CaseLife.PauseAfter(failures, options.Value);
            await SettleAsync(claimed, known => CaseLife.Failed(known, trouble.Message, time.GetUtcNow()), write, pause, "ticket-not-written", ct);
        }

        return Outcome.Done;
    }

    /// <summary>Null when nothing waits, or not now.</summary>
    private async Task<TicketCase?> ClaimAsync(WriteTicket message, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var found = await cases.FindAsync(message.TenantId, message.CaseKey, ct);
        if (found is null || found.Value.DueAt > now || found.Value.LeasedUntil > now || !found.Value.CanWrite)
        {
            return null; // a later message comes for what is not due yet
        }

        var until = now + Lease;
        return await cases.SaveAsync(found, CaseLife.Leased(found.Value, until), until, $"ticket-{NameOf(found.Value.Pending[0].Kind)}", LedgerPhase.Intent, ct);
    }

    private async Task<TicketRef?> ActAsync(TicketCase known, PendingWrite write, CancellationToken ct)
    {
        switch (write.Kind)
        {
            case PendingKind.Create:
                return await system.FindAsync(known.CorrelationKey, ct) ?? await system.CreateAsync(TicketBody.Of(known), ct);
            case PendingKind.Comment:
                await system.CommentAsync(known.Ticket!, write.Id, write.Text, ct);
                break;
            case PendingKind.Close:
                await system.MoveAsync(known.Ticket!, TicketMove.Close, write.Id, write.Text, ct);
                break;
            case PendingKind.Reopen:
                await system.MoveAsync(known.Ticket!, TicketMove.Reopen, write.Id, write.Text, ct);
                break;
        }

        return null;
    }

    /// <param name="pause">After a failure; null goes on at once with what is left.</param>
    private Task<bool> SettleAsync(TicketCase claimed, Func<TicketCase, TicketCase> change, PendingWrite write, TimeSpan? pause, string action, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await cases.FindAsync(claimed.TenantId, claimed.CaseKey, ct);
        if (found is null || found.Value.Pending.All(one => one.Id != write.Id) || found.Value.LeasedUntil != claimed.LeasedUntil)
        {
            return false; // settled already, or taken over after the lease
        }

        var now = time.GetUtcNow();
        var next = change(found.Value);
        await cases.SaveAsync(found, next, next.CanWrite ? now + (pause ?? TimeSpan.Zero) : null, action, LedgerPhase.Result, ct);
        if (next.Ticket is { } ticket && next.State != TicketState.Waiting && write.Kind is not PendingKind.Comment && next.Trouble is null)
        {
            log.TicketTurned(ticket.Number, next.CaseKey, next.State);
        }

        return true;
    });

    private static string NameOf(PendingKind kind) => kind switch
    {
        PendingKind.Create => "create",
        PendingKind.Comment => "comment",
        PendingKind.Close => "close",
        PendingKind.Reopen => "reopen",
    };
}
