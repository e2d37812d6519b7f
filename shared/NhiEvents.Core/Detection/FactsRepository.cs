using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>What registry and directory say of identities, whether or not a row of theirs was ever seen; and by which names identities are known.</summary>
/// <param name="outbox">Needed to write.</param>
public sealed class FactsRepository(IStateStore store, Outbox? outbox = null)
{
    private const string Kind = "facts";

    private const string NameKind = "name";

    /// <summary>Keeps a source's latest word; an older one that comes late changes nothing.</summary>
    public Task SaveAsync(IdentityRegistered message, CancellationToken ct) => Race.RunAsync(async () =>
    {
        foreach (var key in KeysOf(message.Facts))
        {
            var row = $"{KeyText.Clean(key)}|{KeyText.Clean(message.Source)}";
            var found = await store.ReadAsync(Partition.For(message.TenantId, Kind, key), row, NhiJson.Default.IdentityRegistered, ct);
            if (found is null || string.CompareOrdinal(found.Value.Revision, message.Revision) < 0)
            {
                var changes = new StateChanges(message.TenantId, Kind, key);
                changes.Save(row, message, found, NhiJson.Default.IdentityRegistered);
                await outbox!.CommitAsync(changes, ct);
            }
        }

        return true;
    });

    /// <summary>Every source's latest word on every identity, once each, taken back or not.</summary>
    public async Task<IReadOnlyList<IdentityRegistered>> ReadAllAsync(CancellationToken ct)
    {
        var words = new List<IdentityRegistered>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                // An identity with two names has two rows; the first name's stands for both.
                if (!row.RowKey.StartsWith('~') && row.As(NhiJson.Default.IdentityRegistered).Value is var word && row.RowKey.StartsWith(KeyText.Clean(KeysOf(word.Facts).First()) + "|", StringComparison.Ordinal))
                {
                    words.Add(word);
                }
            }
        }

        return words;
    }

    /// <summary>What the registry, completed by the directory, names.</summary>
    internal async Task<IReadOnlyList<IdentityFacts>> ReadRegisteredAsync(CancellationToken ct)
    {
        var registered = new List<IdentityFacts>();
        foreach (var word in (await ReadAllAsync(ct)).Where(word => !word.Removed && word.Facts.Evidence.Contains(EvidenceKinds.Registered)))
        {
            registered.Add(await FindAsync(word.TenantId, [.. KeysOf(word.Facts)], ct) ?? word.Facts);
        }

        return registered;
    }

    /// <param name="names">Whatever the identity is known by: object id, user principal name, application id.</param>
    internal async Task<IdentityFacts?> FindAsync(string tenantId, IReadOnlyList<string?> names, CancellationToken ct)
    {
        var words = new List<IdentityRegistered>();
        var keys = from tenant in new[] { tenantId, IdentityRegistered.AnyTenant }.Distinct()
                   from name in names.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
                   select (tenant, name.ToLowerInvariant());
        foreach (var (tenant, name) in keys)
        {
            await foreach (var row in store.ReadPrefixAsync(Partition.For(tenant, Kind, name), KeyText.Clean(name) + "|", ct))
            {
                words.Add(row.As(NhiJson.Default.IdentityRegistered).Value);
            }
        }

        return FactsMerge.Of(words.Where(word => !word.Removed).OrderBy(word => FactsMerge.TrustOf(word.Source)).ThenBy(word => word.Source, StringComparer.Ordinal).Select(word => word.Facts));
    }

    /// <summary>Notes under which names an identity is found. Repeatable.</summary>
    internal async Task NoteNamesAsync(string tenantId, string identityId, IEnumerable<string> names, CancellationToken ct)
    {
        foreach (var name in names.Select(name => name.ToLowerInvariant()))
        {
            var (partition, key) = (Partition.For(tenantId, NameKind, name), $"{KeyText.Clean(name)}|{KeyText.Clean(identityId)}");
            try
            {
                await store.CommitAsync(partition, [new RowChange.Insert(key, System.Text.Encoding.UTF8.GetBytes($"\"{KeyText.Clean(identityId)}\""))], ct);
            }
            catch (StaleStateException)
            {
                // Noted before.
            }
        }
    }

    /// <summary>Ids of the identities that were seen under a name (user principal name or application id).</summary>
    internal async Task<IReadOnlyList<string>> IdentitiesNamedAsync(string tenantId, string name, CancellationToken ct)
    {
        var found = new List<string>();
        var key = name.ToLowerInvariant();
        await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, NameKind, key), KeyText.Clean(key) + "|", ct))
        {
            found.Add(row.As(NhiJson.Default.String).Value);
        }

        return found;
    }

    /// <summary>The identities that a word is about: by id, and by the names under which identities were seen.</summary>
    internal async Task<IReadOnlyList<IdentityAddress>> AddressesOfAsync(IdentityRegistered message, CancellationToken ct)
    {
        var tenants = message.TenantId == IdentityRegistered.AnyTenant ? await store.ReadTenantsAsync(IdentityRepository.Kind, ct) : [message.TenantId];
        var found = new List<IdentityAddress>();
        foreach (var tenant in tenants)
        {
            foreach (var key in KeysOf(message.Facts))
            {
                found.Add(new IdentityAddress(tenant, key));
                found.AddRange((await IdentitiesNamedAsync(tenant, key, ct)).Select(id => new IdentityAddress(tenant, id)));
            }
        }

        return [.. found.Distinct()];
    }

    private static IEnumerable<string> KeysOf(IdentityFacts facts) =>
        new[] { facts.Id, facts.UserPrincipalName }.OfType<string>().DefaultIfEmpty(facts.AppId ?? "").Select(key => key.ToLowerInvariant()).Distinct(StringComparer.Ordinal);
}
