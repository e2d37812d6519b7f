using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Causes;

/// <summary>Incidents with their members and owners, each a row of its own.</summary>
public sealed class CauseRepository(IStateStore store)
{
    internal const string Kind = "cause";

    internal static StateChanges NewChanges(string tenantId, string cause) => new(tenantId, Kind, KeyText.Clean(cause));

    internal Task<Versioned<CauseRow>?> FindAsync(string tenantId, string cause, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, cause), CauseRow.Key(cause), ResponseJson.Default.CauseRow, ct);

    internal Task<Versioned<CauseMember>?> FindMemberAsync(string tenantId, CauseRow row, string findingId, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, row.Cause), CauseMember.Key(row.Cause, row.Generation, findingId), ResponseJson.Default.CauseMember, ct);

    internal Task<Versioned<CauseOwner>?> FindOwnerAsync(string tenantId, CauseRow row, string owner, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, row.Cause), CauseOwner.Key(row.Cause, row.Generation, owner), ResponseJson.Default.CauseOwner, ct);

    internal Task<Versioned<ChangesRow>?> FindChangesAsync(string tenantId, string cause, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, cause), ChangesRow.Key(cause), ResponseJson.Default.ChangesRow, ct);

    internal Task<StateRow?> FindDueAsync(string tenantId, string cause, DateTimeOffset due, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, cause), DueRow.Key(due, KeyText.Clean(cause)), ct);

    /// <summary>Everybody whom the incident concerns. Not of one moment: they are many.</summary>
    internal async Task<IReadOnlyList<CauseMember>> ReadMembersAsync(string tenantId, CauseRow row, CancellationToken ct)
    {
        var members = new List<CauseMember>();
        await foreach (var member in store.ReadPrefixAsync(PartitionOf(tenantId, row.Cause), CauseMember.Prefix(row.Cause, row.Generation), ct))
        {
            members.Add(member.As(ResponseJson.Default.CauseMember).Value);
        }

        return members;
    }

    /// <summary>The owners of its members, by name.</summary>
    internal async Task<IReadOnlyDictionary<string, Versioned<CauseOwner>>> ReadOwnersAsync(string tenantId, CauseRow row, CancellationToken ct)
    {
        var owners = new Dictionary<string, Versioned<CauseOwner>>(StringComparer.Ordinal);
        await foreach (var owner in store.ReadPrefixAsync(PartitionOf(tenantId, row.Cause), CauseOwner.Prefix(row.Cause, row.Generation), ct))
        {
            var found = owner.As(ResponseJson.Default.CauseOwner);
            owners[found.Value.Owner] = found;
        }

        return owners;
    }

    /// <summary>Takes away members and owners of earlier incidents of the cause.</summary>
    /// <param name="all">Those of this one too.</param>
    /// <returns>How many rows went.</returns>
    internal async Task<int> RemoveAsync(string tenantId, CauseRow row, bool all, CancellationToken ct)
    {
        var (partition, over) = (PartitionOf(tenantId, row.Cause), new List<RowChange>());
        foreach (var (every, current) in new[] { (CauseMember.Prefix(row.Cause), CauseMember.Prefix(row.Cause, row.Generation)), (CauseOwner.Prefix(row.Cause), CauseOwner.Prefix(row.Cause, row.Generation)) })
        {
            await foreach (var one in store.ReadPrefixAsync(partition, every, ct))
            {
                if (all || !one.RowKey.StartsWith(current, StringComparison.Ordinal))
                {
                    over.Add(new RowChange.Remove(one.RowKey, one.ETag));
                }
            }
        }

        return await store.RemoveAsync(partition, over, ct);
    }

    private static string PartitionOf(string tenantId, string cause) => Partition.For(tenantId, Kind, KeyText.Clean(cause));
}
