using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Control;

/// <summary>One document per tenant, as an app told it last.</summary>
/// <param name="kind">The kind of state, and the key of its one row.</param>
/// <param name="toldAt">Whose word it is, and when it was told.</param>
internal sealed class LatestWord<T>(IStateStore store, Outbox outbox, string kind, JsonTypeInfo<T> type, Func<T, (string TenantId, DateTimeOffset At)> toldAt)
    where T : class
{
    /// <summary>Keeps the newest word; an older one that comes late changes nothing.</summary>
    public Task<Outcome.Final> RecordAsync(T told, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var (tenant, at) = toldAt(told);
        var changes = new StateChanges(tenant, kind, kind);
        var found = await store.ReadAsync(changes.PartitionKey, kind, type, ct);
        if (found is null || toldAt(found.Value).At < at)
        {
            changes.Save(kind, told, found, type);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Null when nothing was told.</summary>
    public async Task<T?> FindAsync(string tenantId, CancellationToken ct) => (await store.ReadAsync(Partition.For(tenantId, kind, kind), kind, type, ct))?.Value;

    /// <summary>Of every tenant.</summary>
    public async Task<IReadOnlyList<T>> ReadAllAsync(CancellationToken ct)
    {
        var all = new List<T>();
        foreach (var tenant in await store.ReadTenantsAsync(kind, ct))
        {
            if (await FindAsync(tenant, ct) is { } found)
            {
                all.Add(found);
            }
        }

        return all;
    }
}
