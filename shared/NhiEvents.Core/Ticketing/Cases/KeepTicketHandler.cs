using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Takes down what tickets are to say. Nothing is written to the ticket system here, so its outage delays nobody.</summary>
/// <remarks>Repeatable and in any order: revisions and comment ids tell what is new.</remarks>
public sealed class KeepTicketHandler(CaseRepository cases, IOptions<TicketingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan UntilOpened = TimeSpan.FromMinutes(1);

    public Task<Outcome.Final> HandleAsync(OpenTicket open, CancellationToken ct) =>
        ChangeAsync(open.TenantId, open.CaseKey, known => CaseLife.Opened(known, open, options.Value.ReopenWithin), "ticket-wanted", ct);

    public Task<Outcome.Final> HandleAsync(CloseTicket close, CancellationToken ct) =>
        ChangeAsync(close.TenantId, close.CaseKey, known => CaseLife.Closed(known, close), "ticket-over", ct);

    /// <summary>A comment on a case that nobody has opened yet comes again later, and so does an essential one that the case has no room for while the ticket system does not answer.</summary>
    public async Task<Outcome> HandleAsync(CommentTicket comment, CancellationToken ct)
    {
        var found = await cases.FindAsync(comment.TenantId, comment.CaseKey, ct);
        return found is null ? Outcome.Retry(UntilOpened)
            : comment.IsEssential && !CaseLife.HasRoomFor(found.Value, comment.Text) ? Outcome.Retry(options.Value.LongestPause)
            : await ChangeAsync(comment.TenantId, comment.CaseKey, known => CaseLife.Commented(known!, comment.CommentId, comment.Text, comment.IsEssential), "ticket-comment", ct);
    }

    private Task<Outcome.Final> ChangeAsync(string tenantId, string caseKey, Func<TicketCase?, TicketCase> change, string action, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var found = await cases.FindAsync(tenantId, caseKey, ct);
        var next = change(found?.Value);
        if (next != found?.Value)
        {
            await cases.SaveAsync(found, next, NextWrite(found?.Value, next, time.GetUtcNow()), action, LedgerPhase.Decision, ct);
        }

        return Outcome.Done;
    });

    /// <summary>At once; but never before the pause after a failure is over, or while somebody writes.</summary>
    internal static DateTimeOffset? NextWrite(TicketCase? before, TicketCase next, DateTimeOffset now) =>
        !next.CanWrite && next.LeasedUntil is null ? null
        : before?.DueAt > now && (before.Trouble is not null || before.LeasedUntil is not null) ? before.DueAt
        : now;
}
