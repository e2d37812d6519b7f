using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Takes out of cases what they say of identities and people <see cref="RetentionOptions.KeepEnded"/> after their ticket was closed. Called by a timer every hour; repeatable.</summary>
/// <remarks>What stays is the number of the ticket: when the cause comes again, it gets a ticket of its own, and nobody writes into the old one.</remarks>
public sealed class EndCasesHandler(HourlyShare share, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many cases lost what they said.</returns>
    public Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepEnded;
        return share.EndAsync(CaseRepository.Kind, "", row => IsOver(row.As(TicketingJson.Default.TicketCase).Value, before), End, ct);
    }

    private static bool IsOver(TicketCase one, DateTimeOffset before) =>
        one is { State: TicketState.Closed, CanWrite: false, DueAt: null } && one.ClosedAt < before && (one.Facts is not null || one.IdentityId is not null || one.Said.Count > 0 || one.Pending.Count > 0);

    private static ValueTask<Ending?> End(string tenantId, StateRow row, CancellationToken ct)
    {
        var found = row.As(TicketingJson.Default.TicketCase);
        var changes = new StateChanges(tenantId, CaseRepository.Kind, found.Value.CaseKey);
        changes.Save(row.RowKey, found.Value with { Facts = null, IdentityId = null, Pending = [], Said = [], Trouble = null }, found, TicketingJson.Default.TicketCase);
        return ValueTask.FromResult<Ending?>(new Ending(changes));
    }
}
