using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Identities;

/// <summary>The portal's own list of identities, kept from what Detection announces, with what is open about each.</summary>
public sealed class IdentityList(IStateStore store, Outbox outbox, TimeProvider time, FindingList findings, AttestationList attestations)
{
    internal const string Kind = "identity";

    /// <summary>What is broken first, of it the worst, of these what broke last.</summary>
    internal static readonly Order<IdentityView> WorstFirst = new("status", view => $"{(int)view.Status}{9 - (int)(view.Worst ?? 0)}{Order.Newest(view.BrokenSince ?? view.Entry.LastSeen)}");
    private static readonly Order<IdentityView> ByName = new("name", view => view.Entry.Identity.DisplayName.ToUpperInvariant());
    private static readonly Order<IdentityView> ByLastSeen = new("lastSeen", view => Order.Newest(view.Entry.LastSeen));

    private readonly ListIndex<IdentityEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowIdentityEntry);

    private Views _views = new(ListSnapshot<IdentityEntry>.Empty, ListSnapshot<FindingEntry>.Empty, ListSnapshot<IdentityView>.Empty);

    /// <summary>Keeps the newest announcement, and of every announcement what it says of its hours.</summary>
    public Task<Outcome.Final> RecordAsync(IdentityChanged change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var id = change.Summary.Identity.Id;
        var changes = new StateChanges(change.TenantId, Kind, id);
        var found = await store.ReadAsync(changes.PartitionKey, Row(id), PortalJson.Default.StoredIdentity, ct);
        var record = IdentityRecord.With(found?.Value.ToRecord(), change, time.GetUtcNow());
        changes.Save(Row(id), StoredIdentity.Of(record), found, PortalJson.Default.StoredIdentity);
        await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowIdentityEntry, ct);
        await outbox.CommitAsync(changes, ct);
        return Outcome.Done;
    });

    /// <summary>One page of the identities that the query asks for and the person may see.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]> ReadPageAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("status", "kind", "owner", "criticality", "tag", "readiness", "q", "sort");
        var readiness = query.Enums<MfaReadiness>("readiness");
        var order = query.Choice("sort", "status", "name", "lastSeen") switch { "name" => ByName, "lastSeen" => ByLastSeen, _ => WorstFirst };
        var (statuses, kinds, owners) = (query.Enums<IdentityStatus>("status"), query.Enums<IdentityKind>("kind"), query.Values("owner"));
        var (criticalities, tags, text) = (query.Enums<Criticality>("criticality"), query.Values("tag"), query.Text("q"));
        var page = (await ReadAllAsync(ct)).Read(
            order,
            view => statuses?.Contains(view.Status) is not false
                && kinds?.Contains(view.Entry.Identity.Kind) is not false
                && readiness?.Contains(view.Readiness) is not false
                && owners?.Contains(view.Entry.Owner) is not false
                && (criticalities is null || (view.Entry.Criticality is { } criticality && criticalities.Contains(criticality)))
                && (tags is null || view.Entry.Tags?.Any(tags.Contains) is true)
                && (text is null || view.Entry.Says(text))
                && scope.Sees(view.Entry.Owner, view.Entry.Identity.Id),
            query.After,
            query.Limit);
        return PortalJson.Bytes(page, PortalJson.Default.PageIdentityView);
    }

    /// <summary>The whole identity; null when there is none, or the person may not see it.</summary>
    public async Task<byte[]?> ReadOneAsync(string id, PortalScope scope, CancellationToken ct)
    {
        var views = await ReadAllAsync(ct);
        if (views.Find(id) is not { } listed || !scope.Sees(listed.Entry.Entry.Owner, listed.Id)
            || await store.ReadAsync(Partition.For(listed.TenantId, Kind, listed.Id), Row(listed.Id), PortalJson.Default.StoredIdentity, ct) is not { } stored)
        {
            return null;
        }

        var open = listed.Entry.OpenFindings.OrderByDescending(finding => finding.Severity).ThenByDescending(finding => finding.LastSeen);
        var asked = (await attestations.ReadLatestAsync(ct)).GetValueOrDefault(listed.Id);
        return PortalJson.Bytes(new IdentityDetail(stored.Value.ToRecord(), listed.Entry.Status, [.. open]) { Attestation = asked, Readiness = listed.Entry.Readiness }, PortalJson.Default.IdentityDetail);
    }

    /// <summary>Every identity with what is open about it, at most a second old.</summary>
    internal async Task<ListSnapshot<IdentityView>> ReadAllAsync(CancellationToken ct)
    {
        // Side by side: the first time both are read whole.
        var reading = findings.ReadAllAsync(ct);
        var entries = await _index.ReadAsync(ct);
        var known = await reading;
        var views = _views;
        if (views.Entries != entries || views.Findings != known)
        {
            var rows = (entries == views.Entries || entries.IsNextOf(views.Entries)) && (known == views.Findings || known.IsNextOf(views.Findings))
                ? Rejoined(views, entries, known)
                : new ListSnapshot<IdentityView>(Join(entries.Rows, known.Rows));
            _views = views = new Views(entries, known, rows);
        }

        return views.All;
    }

    /// <summary>Only what has changed, or has a finding that did, is joined again.</summary>
    private static ListSnapshot<IdentityView> Rejoined(Views views, ListSnapshot<IdentityEntry> entries, ListSnapshot<FindingEntry> known)
    {
        IReadOnlyList<Listed<FindingEntry>> turned = known == views.Findings ? [] : known.Changed;
        var touched = turned.Select(row => (row.TenantId, row.Entry.Identity.Id)).ToHashSet();
        touched.UnionWith(entries == views.Entries ? [] : entries.Changed.Select(row => row.Place));
        var before = views.All.Rows.Where(row => touched.Contains(row.Place)).ToList();

        // What is open of an identity that was shown is known; all findings are looked through only for those that come new.
        var newer = turned.Select(row => row.Place).ToHashSet();
        var fresh = touched.Except(before.Select(row => row.Place)).ToHashSet();
        var open = before.SelectMany(row => row.Entry.OpenFindings.Where(finding => !newer.Contains((row.TenantId, finding.Id))).Select(finding => new Listed<FindingEntry>(row.TenantId, finding.Id, row.ChangedAt, finding)))
            .Concat(turned.Where(row => !fresh.Contains((row.TenantId, row.Entry.Identity.Id))))
            .Concat(fresh.Count == 0 ? [] : known.Rows.Where(row => fresh.Contains((row.TenantId, row.Entry.Identity.Id))));
        var changed = Join(entries.Rows.Where(row => touched.Contains(row.Place)), open);
        return views.All.Next([.. views.All.Rows.Where(row => !touched.Contains(row.Place)), .. changed], changed, before);
    }

    private static List<Listed<IdentityView>> Join(IEnumerable<Listed<IdentityEntry>> entries, IEnumerable<Listed<FindingEntry>> findings)
    {
        var open = findings.Where(finding => finding.Entry.State is FindingState.Open).ToLookup(finding => (finding.TenantId, finding.Entry.Identity.Id), finding => finding.Entry);
        return [.. entries.Select(row => new Listed<IdentityView>(row.TenantId, row.Id, row.ChangedAt, IdentityView.Of(row.Entry, open[row.Place])))];
    }

    private static string Row(string identityId) => $"{KeyText.Clean(identityId)}|identity";

    /// <summary>The joined list, and what it was joined from.</summary>
    private sealed record Views(ListSnapshot<IdentityEntry> Entries, ListSnapshot<FindingEntry> Findings, ListSnapshot<IdentityView> All);
}
