using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>Where an identity's exceptions are: all in one partition, so that its places are taken and given back in the transaction of the exception itself.</summary>
internal sealed record ExemptionAddress(string TenantId, string IdentityId)
{
    public string RowPrefix { get; } = KeyText.Clean(IdentityId);

    public string PartitionKey { get; } = Partition.For(TenantId, ExemptionRepository.Kind, KeyText.Clean(IdentityId));

    public StateChanges NewChanges() => new(TenantId, ExemptionRepository.Kind, RowPrefix);
}

/// <summary>Exceptions, and what belongs to their identities.</summary>
public sealed class ExemptionRepository(IStateStore store)
{
    internal const string Kind = "exemption";

    internal Task<Versioned<ExemptionRow>?> FindAsync(ExemptionAddress address, string exemptionId, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, ExemptionRow.Key(address.RowPrefix, KeyText.Clean(exemptionId)), ExceptionsJson.Default.ExemptionRow, ct);

    /// <summary>Every exception that an identity has or had.</summary>
    internal async Task<IReadOnlyList<Versioned<ExemptionRow>>> ReadOfAsync(ExemptionAddress address, CancellationToken ct)
    {
        var found = new List<Versioned<ExemptionRow>>();
        await foreach (var row in store.ReadPrefixAsync(address.PartitionKey, ExemptionRow.Prefix(address.RowPrefix), ct))
        {
            found.Add(row.As(ExceptionsJson.Default.ExemptionRow));
        }

        return found;
    }

    /// <summary>Every exception of a tenant.</summary>
    internal async IAsyncEnumerable<Exemption> ReadAllAsync(string tenantId, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in Partition.All(tenantId, Kind))
        {
            await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
            {
                if (row.RowKey.StartsWith('~'))
                {
                    break;
                }

                if (ExemptionRow.Is(row.RowKey))
                {
                    yield return row.As(ExceptionsJson.Default.ExemptionRow).Value.Exemption;
                }
            }
        }
    }

    /// <summary>User accounts that sign-ins have shown to be non-human.</summary>
    internal async IAsyncEnumerable<string> ReadAccountsAsync(string tenantId, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var partition in Partition.All(tenantId, Kind))
        {
            await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
            {
                if (row.RowKey.StartsWith('~'))
                {
                    break;
                }

                if (WatchRow.IdentityOf(row.RowKey) is { } identity && row.As(ExceptionsJson.Default.WatchRow).Value is { IsAccount: true, NonHuman: true })
                {
                    yield return identity;
                }
            }
        }
    }

    internal Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(Kind, ct);

    internal Task<Versioned<PlaceRow>?> FindPlaceAsync(ExemptionAddress address, string policy, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, PlaceRow.Key(address.RowPrefix, policy), ExceptionsJson.Default.PlaceRow, ct);

    internal Task<Versioned<RefusalRow>?> FindRefusalAsync(ExemptionAddress address, string exemptionId, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, RefusalRow.Key(address.RowPrefix, exemptionId), ExceptionsJson.Default.RefusalRow, ct);

    internal Task<Versioned<WatchRow>?> FindWatchAsync(ExemptionAddress address, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, WatchRow.Key(address.RowPrefix), ExceptionsJson.Default.WatchRow, ct);

    internal Task<StateRow?> FindDueAsync(ExemptionAddress address, string exemptionId, DateTimeOffset due, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, DueRow.Key(due, exemptionId), ct);
}
