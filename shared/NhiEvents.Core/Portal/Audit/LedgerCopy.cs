using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>The portal's own copy of every app's ledger. Who rewrites the ledger of an app cannot rewrite this one too, which lies in the table of another app.</summary>
/// <remarks>Nothing in it is ever changed: another entry in the place of one that is known is kept beside it, as evidence.</remarks>
public sealed class LedgerCopy(IStateStore store, Outbox outbox)
{
    /// <summary>Each makes two rows.</summary>
    private const int PerTransaction = 40;

    public async Task<Outcome.Final> RecordAsync(LedgerNoted noted, CancellationToken ct)
    {
        foreach (var entries in noted.Entries.Select(note => AuditEntry.Of(noted, note)).GroupBy(entry => entry.Chain, StringComparer.Ordinal).SelectMany(chain => chain.Chunk(PerTransaction)))
        {
            await Race.RunAsync(() => KeepAsync(noted.TenantId, entries, ct));
        }

        return Outcome.Done;
    }

    private async Task<bool> KeepAsync(string tenantId, AuditEntry[] entries, CancellationToken ct)
    {
        var changes = new StateChanges(tenantId, AuditKeys.Kind, entries[0].Chain);
        foreach (var entry in entries)
        {
            var known = await store.ReadAsync(changes.PartitionKey, entry.ChainKey, PortalJson.Default.AuditEntry, ct);
            if (known is null)
            {
                changes.Save(entry.ChainKey, entry, null, PortalJson.Default.AuditEntry);
                changes.Save(entry.TimeKey, entry, null, PortalJson.Default.AuditEntry);
            }
            else if (known.Value.Hash != entry.Hash && entry.ChainKey + AuditKeys.Other + KeyText.Clean(entry.Hash) is var other
                && await store.ReadAsync(changes.PartitionKey, other, PortalJson.Default.AuditEntry, ct) is null)
            {
                changes.Save(other, entry, null, PortalJson.Default.AuditEntry);
            }
        }

        await outbox.CommitAsync(changes, ct);
        return true;
    }
}
