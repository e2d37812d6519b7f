using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Inventory;

/// <summary>Own applications as the last scan saw them, and the ways to find one.</summary>
public sealed class InventoryRepository(IStateStore store, Outbox outbox)
{
    internal const string Kind = "credentials";
    private const string IndexKind = "application-index";

    internal Task<Versioned<InventoryRow>?> FindAsync(string tenantId, string applicationId, CancellationToken ct) =>
        store.ReadAsync(Partition.For(tenantId, Kind, KeyText.Clean(applicationId)), InventoryRow.Key(applicationId), RotationJson.Default.InventoryRow, ct);

    internal static StateChanges NewChanges(string tenantId, string applicationId) => new(tenantId, Kind, KeyText.Clean(applicationId));

    internal async IAsyncEnumerable<InventoryRow> ReadAllAsync(string tenantId, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in store.ReadAllAsync(tenantId, Kind, "", ct))
        {
            if (!row.RowKey.StartsWith('~'))
            {
                yield return row.As(RotationJson.Default.InventoryRow).Value;
            }
        }
    }

    internal Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(Kind, ct);

    /// <summary>The object id of the application that a service principal's id, an application id or a secret's name belongs to; null: unknown.</summary>
    internal async Task<string?> FindApplicationIdAsync(string tenantId, string name, CancellationToken ct) =>
        (await store.ReadAsync(Partition.For(tenantId, IndexKind, KeyText.Clean(name)), KeyText.Clean(name), RotationJson.Default.IndexRow, ct))?.Value.ApplicationId;

    internal Task IndexAsync(string tenantId, string name, string applicationId, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, IndexKind, KeyText.Clean(name));
        var found = await store.ReadAsync(changes.PartitionKey, KeyText.Clean(name), RotationJson.Default.IndexRow, ct);
        if (found?.Value.ApplicationId != applicationId)
        {
            changes.Save(KeyText.Clean(name), new IndexRow(applicationId), found, RotationJson.Default.IndexRow);
            await outbox.CommitAsync(changes, ct);
        }

        return true;
    });
}
