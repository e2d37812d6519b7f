using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Records;

/// <summary>Rotations by application.</summary>
public sealed class RotationRepository(IStateStore store)
{
    internal const string Kind = "rotation";

    internal Task<Versioned<RotationRow>?> FindAsync(RotationAddress address, string rotationId, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, RotationRow.Key(address.RowPrefix, KeyText.Clean(rotationId)), RotationJson.Default.RotationRow, ct);

    /// <summary>Every rotation that an application has or had.</summary>
    internal async Task<IReadOnlyList<CredentialRotation>> ReadOfAsync(RotationAddress address, CancellationToken ct)
    {
        var found = new List<CredentialRotation>();
        await foreach (var row in store.ReadPrefixAsync(address.PartitionKey, RotationRow.Prefix(address.RowPrefix), ct))
        {
            found.Add(row.As(RotationJson.Default.RotationRow).Value.Rotation);
        }

        return found;
    }

    /// <summary>Every rotation of a tenant.</summary>
    internal async IAsyncEnumerable<CredentialRotation> ReadAllAsync(string tenantId, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in store.ReadAllAsync(tenantId, Kind, "", ct))
        {
            if (RotationRow.Is(row.RowKey) && !row.RowKey.StartsWith('~'))
            {
                yield return row.As(RotationJson.Default.RotationRow).Value.Rotation;
            }
        }
    }

    internal Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(Kind, ct);

    internal Task<StateRow?> FindDueAsync(RotationAddress address, string rotationId, DateTimeOffset due, CancellationToken ct) => store.ReadAsync(address.PartitionKey, DueRow.Key(due, rotationId), ct);
}
