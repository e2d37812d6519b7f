using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>Writes one step of an exception: the record, its places, its due row, the ledger's entry and the announcement, in one transaction.</summary>
public sealed class ExemptionWrite(ExemptionRepository exemptions, Outbox outbox, Pseudonyms pseudonyms, TimeProvider time)
{
    /// <summary>Who acts when no person does.</summary>
    internal static string SystemActor { get; } = LedgerFact.System("exceptions");

    /// <param name="found">Null for a new record.</param>
    /// <param name="action">For the ledger; null when nothing has happened that anybody needs to know, such as one more look at a write that is held.</param>
    /// <param name="personId">Null when the system acts.</param>
    /// <param name="text">What a person should know; goes out with the announcement.</param>
    /// <exception cref="StaleStateException">Somebody else was first: read again and decide again.</exception>
    internal async Task SaveAsync(
        ExemptionAddress address,
        Versioned<ExemptionRow>? found,
        Exemption next,
        string? action,
        LedgerPhase phase,
        string? personId,
        IReadOnlyList<int> noticeDays,
        CancellationToken ct,
        string? text = null,
        bool needsPerson = false,
        Action<StateChanges>? also = null)
    {
        var now = time.GetUtcNow();
        var changes = address.NewChanges();
        var due = ExemptionDecision.NextLook(next, noticeDays) is { } look ? look > now ? look : now : (DateTimeOffset?)null;
        changes.Save(ExemptionRow.Key(address.RowPrefix, next.Id), new ExemptionRow(next, due), found, ExceptionsJson.Default.ExemptionRow);
        await MoveDueAsync(address, found?.Value, new ExemptionRow(next, due), changes, ct);
        await MovePlacesAsync(address, found?.Value.Exemption, next, changes, ct);
        if (action is not null)
        {
            changes.Record(Fact(next, action, phase, personId));
            changes.Send(Topics.Changes, ExemptionMessages.Of(new ExemptionChanged(next.TenantId, next.Identity.Id, next.Id, next.Revision, next.State, now)
            {
                End = next.End,
                Ticket = next.Ticket,
                Text = text,
                NeedsPerson = needsPerson,
                WebhookMayDecide = next.Guarded && !next.Identity.Privileged && next.Kind is not ExemptionKind.Standing,
                Details = FullAccount.Of(next),
            }));
        }

        if ((found?.Value.Exemption.Outlived ?? false) != next.Outlived)
        {
            changes.Send(Topics.Findings, ExemptionMessages.Of(new FindingChanged(next.TenantId, next.Revision, ExemptionFindings.Outlived(next, now))));
        }

        if (found?.Value.Exemption is { } before && !ReferenceEquals(before.Outside, next.Outside) && (before.Outside.Count > 0 || next.Outside.Count > 0))
        {
            changes.Send(Topics.Findings, ExemptionMessages.Of(new FindingChanged(next.TenantId, next.Revision, OutsideScope.Of(before.Outside, next))));
        }

        also?.Invoke(changes);
        await outbox.CommitAsync(changes, ct);
    }

    internal string Actor(string tenantId, string? personId) => personId is null ? SystemActor : pseudonyms.Of(tenantId, personId);

    private LedgerFact Fact(Exemption next, string action, LedgerPhase phase, string? personId) => new(
        Actor(next.TenantId, personId),
        action,
        phase,
        next.Id,
        [
            new("identity", next.Identity.Id),
            new("policies", string.Join(',', next.Policies)),
            new("state", next.State.ToString()),
            new("end", next.End?.ToString("u", null) ?? "none"),
            new("revision", next.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);

    /// <summary>One due row per exception: the old one goes when the new one comes.</summary>
    private async Task MoveDueAsync(ExemptionAddress address, ExemptionRow? from, ExemptionRow to, StateChanges changes, CancellationToken ct)
    {
        var (id, queue) = (to.Exemption.Id, QueueOf(to.Exemption));
        if (from?.DueAt == to.DueAt)
        {
            if (from is { DueAt: not null } && QueueOf(from.Exemption) != queue)
            {
                // Due at the same moment, for other work: the row stands, and its message goes where that work is done.
                changes.Send(queue, Look(address, id, to.DueAt!.Value));
            }

            return;
        }

        if (from?.DueAt is { } old && await exemptions.FindDueAsync(address, id, old, ct) is { } row)
        {
            changes.ClearDue(row);
        }

        if (to.DueAt is { } due)
        {
            changes.SendAt(due, id, queue, Look(address, id, due));
        }
    }

    /// <summary>What needs Entra next waits apart from what only the clock decides.</summary>
    internal static string QueueOf(Exemption exemption) =>
        exemption.State is ExemptionState.Approved or ExemptionState.Scheduled or ExemptionState.Activating or ExemptionState.Expiring ? Queues.ExceptionsWrites : Queues.ExceptionsDue;

    private static OutgoingMessage Look(ExemptionAddress address, string id, DateTimeOffset due) => ExemptionMessages.Of(new EnforceExemption(address.TenantId, address.IdentityId, id, due));

    /// <summary>A new exception takes its places, an ended one gives them back. One that is opened again takes those that are still free.</summary>
    private async Task MovePlacesAsync(ExemptionAddress address, Exemption? before, Exemption next, StateChanges changes, CancellationToken ct)
    {
        if ((before?.IsOpen ?? false) == next.IsOpen)
        {
            return;
        }

        foreach (var policy in next.Policies)
        {
            var place = await exemptions.FindPlaceAsync(address, policy, ct);
            if (next.IsOpen && (before is null || place is null))
            {
                // Taken by somebody else meanwhile: the insertion fails, and who decides again finds the place taken.
                changes.Save(PlaceRow.Key(address.RowPrefix, policy), new PlaceRow(next.Id), null, ExceptionsJson.Default.PlaceRow);
            }
            else if (!next.IsOpen && place?.Value.ExemptionId == next.Id)
            {
                changes.Remove(PlaceRow.Key(address.RowPrefix, policy), place.ETag);
            }
        }
    }
}
