using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Cases;

/// <summary>Cases, and what finds them by a ticket's number.</summary>
public sealed class CaseRepository(IStateStore store, Outbox outbox, TimeProvider time)
{
    internal const string Kind = "case";

    private const string NumberKind = "ticket-number";

    private const string NoteKind = "ticket-exception";

    internal Task<Versioned<TicketCase>?> FindAsync(string tenantId, string caseKey, CancellationToken ct) =>
        store.ReadAsync(Partition.For(tenantId, Kind, caseKey), TicketCase.Key(caseKey), TicketingJson.Default.TicketCase, ct);

    /// <summary>By our own key, or by the number that the ticket has in its system.</summary>
    internal async Task<Versioned<TicketCase>?> FindByTicketAsync(string tenantId, string ticket, CancellationToken ct)
    {
        if (await FindAsync(tenantId, ticket, ct) is { } known)
        {
            return known;
        }

        var number = await store.ReadAsync(Partition.For(tenantId, NumberKind, KeyText.Clean(ticket)), NumberRow.Key(ticket), TicketingJson.Default.NumberRow, ct);
        return number is null ? null : await FindAsync(tenantId, number.Value.CaseKey, ct);
    }

    /// <summary>Exceptions that name the ticket by any of these names.</summary>
    internal async Task<IReadOnlyList<ExceptionNote>> ReadNotesAsync(string tenantId, IEnumerable<string> names, CancellationToken ct)
    {
        var notes = new List<ExceptionNote>();
        foreach (var name in names.Select(KeyText.Clean).Distinct(StringComparer.Ordinal))
        {
            await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, NoteKind, name), ExceptionNote.Prefix(name), ct))
            {
                notes.Add(row.As(TicketingJson.Default.ExceptionNote).Value);
            }
        }

        return notes;
    }

    /// <summary>Keeps the newest revision of what is known of an exception; an extension that waits stays known until the exception has moved on.</summary>
    internal Task NoteAsync(string tenantId, string ticket, ExceptionNote note, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var name = KeyText.Clean(ticket);
        var changes = new StateChanges(tenantId, NoteKind, name);
        var found = await store.ReadAsync(changes.PartitionKey, ExceptionNote.Key(name, note.ExemptionId), TicketingJson.Default.ExceptionNote, ct);
        if (found is null || found.Value.Revision < note.Revision || (found.Value.Revision == note.Revision && note.ExtensionId is not null && found.Value.ExtensionId != note.ExtensionId))
        {
            changes.Save(ExceptionNote.Key(name, note.ExemptionId), note with { ExtensionId = note.ExtensionId ?? found?.Value.ExtensionId }, found, TicketingJson.Default.ExceptionNote);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    });

    /// <summary>Makes a case findable by its ticket's number. Repeatable.</summary>
    internal Task IndexAsync(string tenantId, string number, string caseKey, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, NumberKind, KeyText.Clean(number));
        var found = await store.ReadAsync(changes.PartitionKey, NumberRow.Key(number), TicketingJson.Default.NumberRow, ct);
        if (found?.Value.CaseKey != caseKey)
        {
            changes.Save(NumberRow.Key(number), new NumberRow(caseKey), found, TicketingJson.Default.NumberRow);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    });

    /// <summary>Every case of every tenant, for whoever lists them.</summary>
    internal async Task<IReadOnlyList<TicketCase>> ReadAllAsync(CancellationToken ct)
    {
        var cases = new List<TicketCase>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            foreach (var partition in Partition.All(tenant, Kind))
            {
                await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
                {
                    if (row.RowKey.StartsWith('~'))
                    {
                        break;
                    }

                    cases.Add(row.As(TicketingJson.Default.TicketCase).Value);
                }
            }
        }

        return cases;
    }

    /// <summary>Writes one step of a case: the record, its due row, the ledger's entry and the announcement, in one transaction.</summary>
    /// <param name="writeAt">When its next write is due; null when nothing waits.</param>
    /// <param name="action">For the ledger.</param>
    /// <param name="also">Commands of the same decision.</param>
    internal async Task<TicketCase> SaveAsync(
        Versioned<TicketCase>? found, TicketCase next, DateTimeOffset? writeAt, string action, LedgerPhase phase, CancellationToken ct, Action<StateChanges>? also = null)
    {
        var changes = new StateChanges(next.TenantId, Kind, next.CaseKey);
        next = next with { DueAt = await MoveDueAsync(found?.Value.DueAt, writeAt, next, changes, ct) };
        changes.Save(TicketCase.Key(next.CaseKey), next, found, TicketingJson.Default.TicketCase);
        changes.Record(new LedgerFact(LedgerFact.System("ticketing"), action, phase, next.CaseKey, [new("state", next.State.ToString()), new("ticket", next.Ticket?.Number ?? "none")]));
        if (next.Ticket is { } ticket && next.Facts is not null && (found?.Value.Ticket != ticket || found.Value.State != next.State))
        {
            changes.Send(Topics.Changes, TicketMessages.Of(new TicketChanged(next.TenantId, next.CaseKey, ticket.Number, next.Revision, next.State, time.GetUtcNow())
            {
                Url = ticket.Url,
                Title = next.Facts.Title,
                IdentityIds = [.. next.Facts.Identities.Select(identity => identity.Id)],
                FindingTypes = next.Facts.FindingTypes,
            }));
        }

        also?.Invoke(changes);
        await outbox.CommitAsync(changes, ct);
        return next;
    }

    /// <summary>One due row per case: the old one goes when the new one comes, so their keys must differ.</summary>
    private async Task<DateTimeOffset?> MoveDueAsync(DateTimeOffset? from, DateTimeOffset? to, TicketCase next, StateChanges changes, CancellationToken ct)
    {
        if (from is { } old && await store.ReadAsync(changes.PartitionKey, DueRow.Key(old, next.CaseKey), ct) is { } row)
        {
            changes.ClearDue(row);
        }

        if (to is not { } wanted)
        {
            return null;
        }

        var due = from == wanted ? wanted.AddTicks(1) : wanted;
        changes.SendAt(due, next.CaseKey, Queues.TicketsDue, TicketMessages.Of(new WriteTicket(next.TenantId, next.CaseKey, due), next.Revision));
        return due;
    }
}
