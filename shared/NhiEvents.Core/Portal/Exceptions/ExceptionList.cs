using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>The portal's own list of exceptions with all that is on their records, kept from what the exceptions app announces and what people ask here.</summary>
/// <param name="retention">The defaults when none is given.</param>
public sealed class ExceptionList(IStateStore store, Outbox outbox, TimeProvider time, IdentityList identities, IOptions<RetentionOptions>? retention = null)
{
    internal const string Kind = "exception";

    private const string Unknown = "unknown";

    /// <summary>What waits for a person first, then the latest.</summary>
    private static readonly Order<ExceptionView> ByNeed = new("need", view => $"{(view.Exception.Waits is true ? 0 : 1)}{Order.Newest(view.Exception.At)}");

    private static readonly Order<ExceptionView> ByEnd = new("end", view => KeyText.Sortable(view.Exception.End ?? DateTimeOffset.MaxValue));
    private static readonly Order<ExceptionView> ByChange = new("changed", view => Order.Newest(view.Exception.At));

    private readonly ListIndex<ExceptionEntry> _index = new(store, time, Kind, PortalJson.Default.ListRowExceptionEntry, entry => entry.EndsAt(RetentionOptions.KeepOf(retention)));

    /// <summary>Takes away those that are over.</summary>
    internal Task<int> EndAsync(HourlyShare share, CancellationToken ct) => _index.EndAsync(share, Row, ct);

    private Views _views = new(ListSnapshot<ExceptionEntry>.Empty, ListSnapshot<IdentityView>.Empty, ListSnapshot<ExceptionView>.Empty);

    /// <summary>Keeps the newest announcement; an older one that comes late changes nothing.</summary>
    public Task<Outcome.Final> RecordAsync(ExemptionChanged change, CancellationToken ct) => KeepAsync(
        change.TenantId, change.ExemptionId, change.IdentityId, (record, now) => record.Last?.Revision >= change.Revision ? null : record.With(change, now), ct);

    public Task<Outcome.Final> RecordAsync(ExemptionRefused refused, CancellationToken ct) => refused.ExemptionId is not { } id
        ? Task.FromResult(Outcome.Done)
        : KeepAsync(refused.TenantId, id, refused.IdentityId, (record, now) => record.Refused is null ? record.With(refused, now) : null, ct);

    /// <summary>One page of the exceptions that the query asks for and the person may see.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]> ReadPageAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only("state", "kind", "identity", "policy", "owner", "waits", "q", "sort");
        var order = query.Choice("sort", "need", "end", "changed") switch { "end" => ByEnd, "changed" => ByChange, _ => ByNeed };
        var (states, kinds, of, policies) = (query.Values("state"), query.Enums<ExemptionKind>("kind"), query.Values("identity"), query.Values("policy"));
        var (owners, waits, text) = (query.Values("owner"), query.Choice("waits", "any", "true", "false"), query.Text("q"));
        var page = (await ReadAllAsync(ct)).Read(
            order,
            view => states?.Contains(view.Exception.State) is not false
                && kinds?.Contains(view.Exception.Kind) is not false
                && of?.Contains(view.Identity.Id) is not false
                && (policies is null || view.Exception.Policies.Any(policies.Contains))
                && owners?.Contains(view.Owner) is not false
                && (waits == "any" || (waits == "true") == (view.Exception.Waits is true))
                && (text is null || view.Says(text))
                && scope.Sees(view.Owner, view.Identity.Id),
            query.After,
            query.Limit);
        return PortalJson.Bytes(page, PortalJson.Default.PageExceptionView);
    }

    /// <summary>The whole exception; null when there is none, or the person may not see it.</summary>
    public async Task<byte[]?> ReadOneAsync(string id, PortalScope scope, CancellationToken ct) =>
        await FindAsync(id, scope, ct) is { } found ? await BytesAsync(found.Value, ct) : null;

    /// <summary>As <see cref="ReadOneAsync"/> gives it.</summary>
    internal async Task<byte[]> BytesAsync(ExceptionRecord record, CancellationToken ct)
    {
        var (owner, identity) = Whom(record.IdentityId, await identities.ReadAllAsync(ct));
        return PortalJson.Bytes(new ExceptionDetail(record.State, record, owner, identity), PortalJson.Default.ExceptionDetail);
    }

    /// <summary>The record itself, not the list's copy of a second ago.</summary>
    internal async Task<Versioned<ExceptionRecord>?> FindAsync(string id, PortalScope scope, CancellationToken ct)
    {
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            if (await store.ReadAsync(Partition.For(tenant, Kind, id), Row(id), PortalJson.Default.ExceptionRecord, ct) is { } found)
            {
                return scope.Sees(Whom(found.Value.IdentityId, await identities.ReadAllAsync(ct)).Owner, found.Value.IdentityId) ? found : null;
            }
        }

        return null;
    }

    /// <summary>Puts a record and its list row into a transaction.</summary>
    internal async Task SaveAsync(StateChanges changes, ExceptionRecord record, Versioned<ExceptionRecord>? found, CancellationToken ct)
    {
        changes.Save(Row(record.Id), record, found, PortalJson.Default.ExceptionRecord);
        await changes.SaveAsync(store, record.ToListRow(), found?.Value.ChangedAt, PortalJson.Default.ListRowExceptionEntry, ct);
    }

    /// <summary>Makes a record, or changes one; null from <paramref name="change"/> leaves it.</summary>
    internal Task<Outcome.Final> KeepAsync(string tenantId, string id, string identityId, Func<ExceptionRecord, DateTimeOffset, ExceptionRecord?> change, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(tenantId, Kind, id);
        var found = await store.ReadAsync(changes.PartitionKey, Row(id), PortalJson.Default.ExceptionRecord, ct);
        var now = time.GetUtcNow();
        if (change(found?.Value ?? new ExceptionRecord(tenantId, id, identityId, now), now) is { } next)
        {
            await SaveAsync(changes, next, found, ct);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Every exception with whom it is about.</summary>
    internal async Task<ListSnapshot<ExceptionView>> ReadAllAsync(CancellationToken ct)
    {
        var reading = identities.ReadAllAsync(ct);
        var exceptions = await _index.ReadAsync(ct);
        var known = await reading;
        var views = _views;
        if (views.Exceptions == exceptions && views.Identities == known)
        {
            return views.All;
        }

        var all = new ListSnapshot<ExceptionView>([.. exceptions.Rows.Select(row =>
        {
            var (owner, identity) = Whom(row.Entry.IdentityId, known);
            return new Listed<ExceptionView>(row.TenantId, row.Id, row.ChangedAt, new ExceptionView(row.Entry, owner, identity));
        })]);
        _views = new Views(exceptions, known, all);
        return all;
    }

    private static (string Owner, CaseIdentity Identity) Whom(string identityId, ListSnapshot<IdentityView> known)
    {
        var identity = known.Find(identityId)?.Entry.Entry;
        return (identity?.Owner ?? Unknown, new CaseIdentity(identityId) { Kind = identity?.Identity.Kind, DisplayName = identity?.Identity.DisplayName });
    }

    private static string Row(string id) => $"{KeyText.Clean(id)}|exception";

    /// <summary>The joined list, and what it was joined from.</summary>
    private sealed record Views(ListSnapshot<ExceptionEntry> Exceptions, ListSnapshot<IdentityView> Identities, ListSnapshot<ExceptionView> All);
}
