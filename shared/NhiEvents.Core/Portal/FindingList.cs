using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal;

/// <summary>The portal's own list of findings, kept from what Detection announces.</summary>
public sealed class FindingList(IStateStore store, Outbox outbox)
{
    private const string Kind = "finding";

    /// <summary>Keeps the newest revision; an older one that comes late changes nothing.</summary>
    public async Task<Outcome> RecordAsync(FindingChanged change, CancellationToken ct)
    {
        return await Race.RunAsync(async () =>
        {
            var changes = new StateChanges(change.TenantId, Kind, change.Finding.Id);
            var found = await store.ReadAsync(changes.PartitionKey, Row(change.Finding.Id), NhiJson.Default.FindingChanged, ct);
            if (found is null || found.Value.Revision < change.Revision)
            {
                changes.Save(Row(change.Finding.Id), change, found, NhiJson.Default.FindingChanged);
                await outbox.CommitAsync(changes, ct);
            }

            return Outcome.Done;
        });
    }

    /// <summary>The open findings of all tenants: the worst first, then the latest.</summary>
    public async Task<IReadOnlyList<Finding>> ReadOpenAsync(CancellationToken ct)
    {
        var open = new List<Finding>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (row.As(NhiJson.Default.FindingChanged).Value.Finding is { State: FindingState.Open } finding)
                {
                    open.Add(finding);
                }
            }
        }

        return [.. open.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.LastSeen).ThenBy(finding => finding.Id, StringComparer.Ordinal)];
    }

    private static string Row(string findingId) => $"{findingId}|finding";
}
