using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Findings;

/// <summary>The portal's own list of findings, kept from what Detection announces.</summary>
/// <param name="retention">The defaults when none is given.</param>
public sealed class FindingList(IStateStore store, Outbox outbox, TimeProvider time, IOptions<RetentionOptions>? retention = null)
{
    internal const string Kind = "finding";

    private const string EarlyPrefix = "~mute|";

    private static readonly Order<FindingEntry> BySeverity = new("severity", entry => $"{9 - (int)entry.Severity}{Order.Newest(entry.LastSeen)}");
    private static readonly Order<FindingEntry> ByLastSeen = new("lastSeen", entry => Order.Newest(entry.LastSeen));
    private static readonly Order<FindingEntry> ByFirstSeen = new("firstSeen", entry => Order.Newest(entry.FirstSeen));

    private readonly ListIndex<FindingEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowFindingEntry, entry => entry.EndsAt(RetentionOptions.KeepOf(retention)));

    /// <summary>Takes away findings that are over, and words about mutes of findings that never came.</summary>
    internal async Task<int> EndAsync(HourlyShare share, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await _index.EndAsync(share, Row, ct) + await share.EndAsync(
            Kind,
            EarlyPrefix,
            row => row.As(PortalJson.Default.FindingMute).Value.EndsAt < now,
            (tenant, row, _) => ValueTask.FromResult<Ending?>(Ending.Of(tenant, Kind, row.RowKey[EarlyPrefix.Length..], row)),
            ct);
    }

    /// <summary>Keeps the newest revision; an older one that comes late changes nothing.</summary>
    public Task<Outcome.Final> RecordAsync(FindingChanged change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(change.TenantId, Kind, change.Finding.Id);
        var found = await store.ReadAsync(changes.PartitionKey, Row(change.Finding.Id), PortalJson.Default.FindingRecord, ct);
        if (found is null || found.Value.Revision < change.Revision)
        {
            var now = time.GetUtcNow();
            var record = new FindingRecord(change.TenantId, change.Revision, change.Finding)
            {
                ChangedAt = now,
                Mute = found?.Value.Mute,
                TurnedAt = found is null || found.Value.Finding.State != change.Finding.State ? now : found.Value.TurnedAt ?? now,
            };
            changes.Save(Row(change.Finding.Id), record, found, PortalJson.Default.FindingRecord);
            await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowFindingEntry, ct);
            await outbox.CommitAsync(changes, ct);
        }

        if (found?.Value.Mute is null && await store.ReadAsync(changes.PartitionKey, EarlyMute(change.Finding.Id), PortalJson.Default.FindingMute, ct) is { } early)
        {
            await KeepAsync(change.TenantId, change.Finding.Id, early.Value, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Keeps the newest word about mutes of a finding.</summary>
    public Task<Outcome.Final> RecordAsync(MuteChanged change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        await KeepAsync(change.TenantId, change.FindingId, new FindingMute(change.Revision, change.State, change.Why, change.At) { Until = change.Until, PersonId = change.PersonId }, ct);
        return Outcome.Done;
    });

    /// <summary>A suppression window mutes a finding as it opens, so that the word about that can be here first: it waits in a row of its own.</summary>
    /// <remarks>Whoever writes one of the two rows looks for the other one afterwards, so that one of them sees both.</remarks>
    private async Task KeepAsync(string tenantId, string findingId, FindingMute mute, CancellationToken ct)
    {
        var changes = new StateChanges(tenantId, Kind, findingId);
        var early = await store.ReadAsync(changes.PartitionKey, EarlyMute(findingId), PortalJson.Default.FindingMute, ct);
        if (await store.ReadAsync(changes.PartitionKey, Row(findingId), PortalJson.Default.FindingRecord, ct) is { } found)
        {
            if (!(found.Value.Mute?.Revision >= mute.Revision))
            {
                var record = found.Value with { ChangedAt = time.GetUtcNow(), TurnedAt = found.Value.TurnedAt ?? time.GetUtcNow(), Mute = mute };
                changes.Save(Row(findingId), record, found, PortalJson.Default.FindingRecord);
                await changes.SaveAsync(store, record.ToListRow(), found.Value.ChangedAt, PortalJson.Default.ListRowFindingEntry, ct);
            }

            if (early is not null)
            {
                changes.Remove(EarlyMute(findingId), early.ETag);
            }

            await outbox.CommitAsync(changes, ct);
        }
        else if (!(early?.Value.Revision >= mute.Revision))
        {
            changes.Save(EarlyMute(findingId), mute, early, PortalJson.Default.FindingMute);
            await outbox.CommitAsync(changes, ct);
            if (await store.ReadAsync(changes.PartitionKey, Row(findingId), PortalJson.Default.FindingRecord, ct) is not null)
            {
                await KeepAsync(tenantId, findingId, mute, ct);
            }
        }
    }

    /// <summary>One page of the findings that the query asks for and the person may see.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]> ReadPageAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("state", "severity", "finding", "identity", "owner", "policy", "muted", "q", "sort");
        var (muted, now) = (query.Choice("muted", "any", "no", "yes"), time.GetUtcNow());
        var state = query.Choice("state", "open", "withdrawn", "any");
        var order = query.Choice("sort", "severity", "lastSeen", "firstSeen") switch { "lastSeen" => ByLastSeen, "firstSeen" => ByFirstSeen, _ => BySeverity };
        var (severities, types, identities, owners, text) = (query.Enums<Severity>("severity"), query.Values("finding"), query.Values("identity"), query.Values("owner"), query.Text("q"));
        var policy = query.Plain("policy"); // one, whole: its name may have commas
        var page = (await _index.ReadAsync(ct)).Read(
            order,
            entry => (state == "any" || (state == "open") == (entry.State is FindingState.Open))
                && (muted == "any" || (muted == "yes") == (entry.MutedUntil > now))
                && severities?.Contains(entry.Severity) is not false
                && types?.Contains(entry.FindingType) is not false
                && identities?.Contains(entry.Identity.Id) is not false
                && owners?.Contains(entry.Owner) is not false
                && (policy is null || policy == entry.Policy)
                && (text is null || entry.Says(text))
                && scope.Sees(entry.Owner, entry.Identity.Id),
            query.After,
            query.Limit);
        return PortalJson.Bytes(page, PortalJson.Default.PageFindingEntry);
    }

    /// <summary>The whole finding; null when there is none, or the person may not see it.</summary>
    internal async Task<byte[]?> ReadOneAsync(string id, PortalScope scope, Func<FindingRecord, CancellationToken, Task<IReadOnlyList<Tickets.TicketEntry>>> tickets, CancellationToken ct) =>
        await FindAsync(id, scope, ct) is { } record
            ? PortalJson.Bytes(new FindingDetail(record.TenantId, record.Revision, record.Finding, record.ChangedAt, record.TurnedAt, record.Mute, await tickets(record, ct)), PortalJson.Default.FindingDetail)
            : null;

    /// <summary>The open findings that the person may see, whole: the worst first, then the latest.</summary>
    public async Task<FindingsDocument> ReadOpenAsync(PortalScope scope, CancellationToken ct)
    {
        var open = new List<Finding>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadAllAsync(tenant, Kind, "", ct))
            {
                if (!row.RowKey.StartsWith('~') && row.As(PortalJson.Default.FindingRecord).Value.Finding is { State: FindingState.Open } finding && scope.Sees(finding.Owner, finding.Identity.Id))
                {
                    open.Add(finding);
                }
            }
        }

        return new FindingsDocument(1, [.. open.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.LastSeen).ThenBy(finding => finding.Id, StringComparer.Ordinal)]);
    }

    internal Task<ListSnapshot<FindingEntry>> ReadAllAsync(CancellationToken ct) => _index.ReadAsync(ct);

    internal async Task<FindingRecord?> FindAsync(string id, PortalScope scope, CancellationToken ct) =>
        (await _index.ReadAsync(ct)).Find(id) is { } listed && scope.Sees(listed.Entry.Owner, listed.Entry.Identity.Id)
            ? (await store.ReadAsync(Partition.For(listed.TenantId, Kind, id), Row(id), PortalJson.Default.FindingRecord, ct))?.Value
            : null;

    private static string Row(string findingId) => $"{findingId}|finding";

    /// <summary>Not among the rows of findings.</summary>
    private static string EarlyMute(string findingId) => EarlyPrefix + findingId;
}
