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

    /// <summary>Takes a source's latest word on an identity; an older one that comes late changes nothing.</summary>
    /// <param name="onPremisesSid">Null says nothing of it.</param>
    /// <returns>What is known of the identity afterwards; null when nothing has changed.</returns>
    public Task<KnownIdentity?> RegisterAsync(string tenantId, string identityId, RegisteredBy word, string? onPremisesSid, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var key = $"{KeyText.Clean(identityId)}|known";
        var partition = Partition.For(tenantId, SnapshotLoader.Kind, identityId);
        var found = await store.ReadAsync(partition, key, IngestJson.Default.KnownIdentity, ct);
        var words = (found?.Value.Registered ?? []).ToDictionary(by => by.Source, StringComparer.Ordinal);
        var before = words.GetValueOrDefault(word.Source);
        if (before is not null && string.CompareOrdinal(before.Revision, word.Revision) >= 0)
        {
            return null;
        }

        words[word.Source] = word;
        var own = (found?.Value.Evidence ?? []).Except((found?.Value.Registered ?? []).SelectMany(by => by.Evidence));
        var known = (found?.Value ?? new KnownIdentity(tenantId, identityId, [])) with
        {
            Evidence = [.. own.Union(words.Values.SelectMany(by => by.Evidence)).Order(StringComparer.Ordinal)],
            Registered = [.. words.Values.OrderBy(by => by.Source, StringComparer.Ordinal)],
            OnPremisesSid = onPremisesSid ?? found?.Value.OnPremisesSid,
        };
        var changes = new StateChanges(tenantId, SnapshotLoader.Kind, identityId);
        changes.Save(key, known, found, IngestJson.Default.KnownIdentity);
        await outbox.CommitAsync(changes, ct);
        return known;
    });
}
