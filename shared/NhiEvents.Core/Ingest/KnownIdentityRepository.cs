using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>The rows behind <see cref="IdentitySnapshot"/>.</summary>
public sealed class KnownIdentityRepository(IStateStore store, Outbox outbox)
{
    /// <summary>Adds an identity, or reasons to a known one. Repeatable.</summary>
    /// <returns>False when all of it was known; that can be from this very call, when the answer to its write got lost.</returns>
    public Task<bool> RememberAsync(KnownIdentity identity, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var key = $"{KeyText.Clean(identity.IdentityId)}|known";
        var partition = Partition.For(identity.TenantId, SnapshotLoader.Kind, identity.IdentityId);
        var found = await store.ReadAsync(partition, key, IngestJson.Default.KnownIdentity, ct);
        var both = (found?.Value ?? identity).With(identity);
        if (found is not null && found.Value.SaysTheSameAs(both))
        {
            return false;
        }

        var changes = new StateChanges(identity.TenantId, SnapshotLoader.Kind, identity.IdentityId);
        changes.Save(key, both, found, IngestJson.Default.KnownIdentity);
        await outbox.CommitAsync(changes, ct);
        return true;
    });
}
