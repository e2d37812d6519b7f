using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Tickets;

/// <summary>The portal's own list of tickets, kept from what Ticketing announces.</summary>
/// <param name="retention">The defaults when none is given.</param>
public sealed class TicketList(IStateStore store, Outbox outbox, TimeProvider time, IdentityList identities, FindingList findings, IOptions<RetentionOptions>? retention = null)
{
    private const string Kind = "ticket";

    private static readonly Order<TicketEntry> ByChange = new("changed", entry => $"{(entry.State is TicketState.Closed ? 1 : 0)}{Order.Newest(entry.At)}");

    private readonly ListIndex<TicketEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowTicketEntry, entry => entry.EndsAt(RetentionOptions.KeepOf(retention)));

    /// <summary>Takes away those that are over.</summary>
    internal Task<int> EndAsync(HourlyShare share, CancellationToken ct) => _index.EndAsync(share, Row, ct);

    /// <summary>Keeps the newest revision; an older one that comes late changes nothing.</summary>
    public Task<Outcome.Final> RecordAsync(TicketChanged change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(change.TenantId, Kind, change.CaseKey);
        var found = await store.ReadAsync(changes.PartitionKey, Row(change.CaseKey), PortalJson.Default.TicketRecord, ct);
        if (found is null || found.Value.Revision < change.Revision)
        {
            var record = TicketRecord.Of(change, time.GetUtcNow());
            changes.Save(Row(change.CaseKey), record, found, PortalJson.Default.TicketRecord);
            await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowTicketEntry, ct);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>One page of the tickets that the query asks for and the person may see.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]> ReadPageAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("state", "identity", "finding", "q");
        var (states, of, types, text) = (query.Enums<TicketState>("state"), query.Values("identity"), query.Values("finding"), query.Plain("q"));
        var known = await identities.ReadAllAsync(ct);
        var page = (await _index.ReadAsync(ct)).Read(
            ByChange,
            entry => states?.Contains(entry.State) is not false
                && (of is null || entry.IdentityIds.Any(of.Contains))
                && (types is null || entry.FindingTypes.Any(types.Contains))
                && (text is null || entry.Says(text))
                && (scope.SeesAll || entry.IdentityIds.Any(id => scope.Sees(known.Find(id)?.Entry.Entry.Owner ?? "unknown", id))),
            query.After,
            query.Limit);
        return PortalJson.Bytes(page with { Items = [.. page.Items.Select(entry => entry with { Names = NamesOf(entry, known) })] }, PortalJson.Default.PageTicketEntry);
    }

    /// <summary>The whole finding with its tickets; null when there is none, or the person may not see it.</summary>
    public Task<byte[]?> ReadFindingAsync(string id, PortalScope scope, CancellationToken ct) => findings.ReadOneAsync(id, scope, OfFindingAsync, ct);

    /// <summary>Tickets that are about this finding: of its own, or shared with others that have the same cause.</summary>
    internal async Task<IReadOnlyList<TicketEntry>> OfFindingAsync(FindingRecord record, CancellationToken ct) =>
        [.. (await _index.ReadAsync(ct)).Rows.Where(row => row.TenantId == record.TenantId && row.Entry.IsAbout(record.Finding)).Select(row => row.Entry).OrderByDescending(entry => entry.At).Take(10)];

    private static Dictionary<string, string> NamesOf(TicketEntry entry, ListSnapshot<IdentityView> known) =>
        entry.IdentityIds.Select(id => known.Find(id)?.Entry.Entry.Identity).OfType<IdentityRef>().DistinctBy(identity => identity.Id).ToDictionary(identity => identity.Id, identity => identity.DisplayName);

    private static string Row(string caseKey) => $"{KeyText.Clean(caseKey)}|ticket";
}
