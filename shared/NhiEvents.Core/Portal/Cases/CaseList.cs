using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Cases;

/// <summary>The portal's own list of exceptions and rotations, kept from what their apps announce.</summary>
/// <param name="retention">The defaults when none is given.</param>
public sealed class CaseList(IStateStore store, Outbox outbox, TimeProvider time, IdentityList identities, IOptions<RetentionOptions>? retention = null)
{
    internal const string Kind = "case";

    private const string Unknown = "unknown";

    /// <summary>What waits for a person first, then the latest.</summary>
    internal static readonly Order<CaseView> WaitingFirst = new("need", view => $"{(view.Last.NeedsPerson is true ? 0 : 1)}{Order.Newest(view.Last.At)}");

    private static readonly Order<CaseView> ByEnd = new("end", view => KeyText.Sortable(view.Last.End ?? DateTimeOffset.MaxValue));
    private static readonly Order<CaseView> ByChange = new("changed", view => Order.Newest(view.Last.At));

    private readonly ListIndex<CaseEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowCaseEntry, entry => entry.EndsAt(RetentionOptions.KeepOf(retention)));

    /// <summary>Takes away those that are over.</summary>
    internal Task<int> EndAsync(HourlyShare share, CancellationToken ct) => _index.EndAsync(share, Row, ct);

    public Task<Outcome.Final> RecordAsync(ExemptionChanged change, CancellationToken ct) => RecordAsync(
        new CaseChange(CaseKind.Exception, change.TenantId, change.ExemptionId, change.IdentityId, change.Revision, CamelCase.Of(change.State), change.At)
        {
            End = change.End,
            Ticket = change.Ticket,
            Text = change.Text,
            NeedsPerson = change.NeedsPerson ? true : null,
        },
        ct);

    public Task<Outcome.Final> RecordAsync(RotationChanged change, CancellationToken ct) => RecordAsync(
        new CaseChange(CaseKind.Rotation, change.TenantId, change.RotationId, change.ServicePrincipalId ?? change.IdentityId, change.Revision, CamelCase.Of(change.State), change.At)
        {
            Ticket = change.Ticket,
            Text = change.Text,
            NeedsPerson = change.NeedsPerson ? true : null,
            ApplicationId = change.IdentityId,
            OldKeyId = change.OldKeyId,
            NewKeyId = change.NewKeyId,
        },
        ct);

    private Views _views = new(ListSnapshot<CaseEntry>.Empty, ListSnapshot<IdentityView>.Empty, ListSnapshot<CaseView>.Empty);

    /// <summary>One page of the cases that the query asks for and the person may see.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public Task<byte[]> ReadPageAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("kind", "state", "identity", "needsPerson", "sort");
        return PageAsync(query, query.Enums<CaseKind>("kind"), scope, ct);
    }

    /// <summary>The same of rotations only.</summary>
    /// <inheritdoc cref="ReadPageAsync"/>
    public Task<byte[]> ReadRotationsAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("state", "identity", "needsPerson", "sort");
        return PageAsync(query, [CaseKind.Rotation], scope, ct);
    }

    private async Task<byte[]> PageAsync(ListQuery query, IReadOnlyCollection<CaseKind>? kinds, PortalScope scope, CancellationToken ct)
    {
        var order = query.Choice("sort", "need", "end", "changed") switch { "end" => ByEnd, "changed" => ByChange, _ => WaitingFirst };
        var (states, of, need) = (query.Values("state"), query.Values("identity"), query.Choice("needsPerson", "any", "true", "false"));
        var page = (await ReadAllAsync(ct)).Read(
            order,
            view => kinds?.Contains(view.Last.Kind) is not false
                && states?.Contains(view.Last.State) is not false
                && of?.Contains(view.Identity.Id) is not false
                && (need == "any" || (need == "true") == (view.Last.NeedsPerson is true))
                && scope.Sees(view.Owner, view.Identity.Id),
            query.After,
            query.Limit);
        return PortalJson.Bytes(page, PortalJson.Default.PageCaseView);
    }

    /// <summary>The whole case; null when there is none, or the person may not see it.</summary>
    public async Task<byte[]?> ReadOneAsync(string id, PortalScope scope, CancellationToken ct) =>
        (await ReadAllAsync(ct)).Find(id) is { } listed && scope.Sees(listed.Entry.Owner, listed.Entry.Identity.Id)
        && await store.ReadAsync(Partition.For(listed.TenantId, Kind, listed.Id), Row(listed.Id), PortalJson.Default.CaseRecord, ct) is { } record
            ? PortalJson.Bytes(new CaseDetail(listed.Entry, record.Value.Changes), PortalJson.Default.CaseDetail)
            : null;

    /// <summary>The whole rotation; null when there is none, or the person may not see it.</summary>
    public async Task<byte[]?> ReadRotationAsync(string id, PortalScope scope, CancellationToken ct) => await FindRotationAsync(id, scope, ct) is null ? null : await ReadOneAsync(id, scope, ct);

    /// <summary>The latest that was announced of a rotation; null when there is none, or the person may not see it.</summary>
    internal async Task<CaseChange?> FindRotationAsync(string id, PortalScope scope, CancellationToken ct) =>
        (await ReadAllAsync(ct)).Find(id)?.Entry is { Last.Kind: CaseKind.Rotation } view && scope.Sees(view.Owner, view.Identity.Id) ? view.Last : null;

    /// <summary>Every case with whom it is about.</summary>
    internal async Task<ListSnapshot<CaseView>> ReadAllAsync(CancellationToken ct)
    {
        var reading = identities.ReadAllAsync(ct);
        var cases = await _index.ReadAsync(ct);
        var known = await reading;
        var views = _views;
        if (views.Cases == cases && views.Identities == known)
        {
            return views.All;
        }

        var all = new ListSnapshot<CaseView>([.. cases.Rows.Select(row =>
        {
            var identity = known.Find(row.Entry.Last.IdentityId)?.Entry.Entry;
            return new Listed<CaseView>(row.TenantId, row.Id, row.ChangedAt, new CaseView(
                row.Entry.Last, row.Entry.Since, identity?.Owner ?? Unknown,
                new CaseIdentity(row.Entry.Last.IdentityId) { Kind = identity?.Identity.Kind, DisplayName = identity?.Identity.DisplayName }));
        })]);
        _views = new Views(cases, known, all);
        return all;
    }

    /// <summary>The joined list, and what it was joined from.</summary>
    private sealed record Views(ListSnapshot<CaseEntry> Cases, ListSnapshot<IdentityView> Identities, ListSnapshot<CaseView> All);

    private Task<Outcome.Final> RecordAsync(CaseChange change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(change.TenantId, Kind, change.Id);
        var found = await store.ReadAsync(changes.PartitionKey, Row(change.Id), PortalJson.Default.CaseRecord, ct);
        if (found?.Value.Changes.Any(one => one.Revision == change.Revision) is not true)
        {
            var record = CaseRecord.With(found?.Value, change, time.GetUtcNow());
            changes.Save(Row(change.Id), record, found, PortalJson.Default.CaseRecord);
            await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowCaseEntry, ct);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    private static string Row(string id) => $"{KeyText.Clean(id)}|case";
}
