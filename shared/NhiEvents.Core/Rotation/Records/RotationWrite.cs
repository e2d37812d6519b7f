using System.Globalization;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Rotation.Lifecycle;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Records;

/// <summary>Writes one step of a rotation: the record, its due row, the ledger's entry and the announcement, in one transaction.</summary>
public sealed class RotationWrite(RotationRepository rotations, Outbox outbox, Pseudonyms pseudonyms, TimeProvider time)
{
    /// <summary>Who acts when no person does.</summary>
    internal static string SystemActor { get; } = LedgerFact.System("rotation");

    /// <param name="found">Null for a new record.</param>
    /// <param name="note">Null when nothing has happened that anybody needs to know, such as one more test.</param>
    /// <exception cref="Ports.StaleStateException">Somebody else was first: read again and decide again.</exception>
    internal async Task SaveAsync(RotationAddress address, Versioned<RotationRow>? found, CredentialRotation next, RotationNote? note, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var changes = address.NewChanges();
        var due = RotationDecision.NextLook(next) is { } look ? look > now ? look : now : (DateTimeOffset?)null;
        changes.Save(RotationRow.Key(address.RowPrefix, next.Id), new RotationRow(next, due), found, RotationJson.Default.RotationRow);
        await MoveDueAsync(address, found?.Value.DueAt, due, next.Id, changes, ct);
        if (note is not null)
        {
            changes.Record(Fact(next, note));
            changes.Send(Topics.Changes, RotationMessages.Of(new RotationChanged(next.TenantId, next.Application.Id, next.Id, next.OldKeyId, next.Revision, next.State, now)
            {
                ServicePrincipalId = next.Application.ServicePrincipalId,
                NewKeyId = next.NewKeyId,
                Ticket = next.Ticket,
                Text = note.Text,
                NeedsPerson = note.NeedsPerson,
            }));
        }

        await outbox.CommitAsync(changes, ct);
    }

    private LedgerFact Fact(CredentialRotation next, RotationNote note) => new(
        note.PersonId is { } person ? pseudonyms.Of(next.TenantId, person) : SystemActor,
        note.Action,
        note.Phase,
        next.Id,
        [
            new("application", next.Application.Id),
            new("old-key", next.OldKeyId),
            new("new-key", next.NewKeyId ?? "none"),
            new("state", next.State.ToString()),
            new("revision", next.Revision.ToString(CultureInfo.InvariantCulture)),
        ]);

    /// <summary>One due row per rotation: the old one goes when the new one comes.</summary>
    private async Task MoveDueAsync(RotationAddress address, DateTimeOffset? from, DateTimeOffset? to, string id, StateChanges changes, CancellationToken ct)
    {
        if (from == to)
        {
            return;
        }

        if (from is { } old && await rotations.FindDueAsync(address, id, old, ct) is { } row)
        {
            changes.ClearDue(row);
        }

        if (to is { } due)
        {
            changes.SendAt(due, id, Queues.RotationsDue, RotationMessages.Of(new StepRotation(address.TenantId, address.ApplicationId, id, due)));
        }
    }
}

/// <summary>What has happened, for the ledger and for people.</summary>
/// <param name="Action">A slug.</param>
/// <param name="Text">What a person should know; goes out with the announcement.</param>
internal sealed record RotationNote(string Action, LedgerPhase Phase, string? Text)
{
    /// <summary>Object id of the account of the person who acted; null is the system.</summary>
    public string? PersonId { get; init; }

    public bool NeedsPerson { get; init; }
}
