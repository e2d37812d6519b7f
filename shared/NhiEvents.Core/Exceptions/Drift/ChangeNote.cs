using NhiEvents.Contracts.Events;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Who has last added an entry to something that policies exclude, or taken it away, by the audit log.</summary>
/// <param name="ActorId">Object id; null where the log names nobody.</param>
internal sealed record ChangeNote(string? ActorId, ActorKind Actor, DateTimeOffset At, string EventId, bool Added);

/// <summary>The notes of a tenant: by container (group, policy, service principal) and entry.</summary>
public sealed class ChangeNotes(IStateStore store, Outbox outbox)
{
    private const string Kind = "change";

    /// <summary>Keeps the newest; events come in any order.</summary>
    internal Task KeepAsync(string tenantId, NotedChange change, ChangeNote note, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, Kind, KeyText.Clean(change.Container));
        var key = Key(change.Container, change.Entry);
        var found = await store.ReadAsync(changes.PartitionKey, key, Records.ExceptionsJson.Default.ChangeNote, ct);
        if (found is null || found.Value.At < note.At)
        {
            changes.Save(key, note, found, Records.ExceptionsJson.Default.ChangeNote);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    });

    internal async Task<ChangeNote?> FindAsync(string tenantId, string container, string entry, CancellationToken ct) =>
        (await store.ReadAsync(Partition.For(tenantId, Kind, KeyText.Clean(container)), Key(container, entry), Records.ExceptionsJson.Default.ChangeNote, ct))?.Value;

    private static string Key(string container, string entry) => $"{KeyText.Clean(container)}|note|{KeyText.Clean(entry)}";
}
