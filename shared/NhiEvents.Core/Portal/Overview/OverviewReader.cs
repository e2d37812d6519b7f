using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>Puts together what is asked of all lists at once.</summary>
public sealed class OverviewReader(IdentityList identities, FindingList findings, CaseList cases, WriteBrake brake, BrakeList brakes, TermsList terms, TimeProvider time)
{
    private static readonly Order<FindingEntry> ByTurn = new("turned", finding => Order.Newest(finding.TurnedAt));

    private Counted? _counted;
    private Position? _position;

    public async Task<byte[]> ReadNowAsync(PortalScope scope, CancellationToken ct)
    {
        var (views, known, work) = (await identities.ReadAllAsync(ct), await findings.ReadAllAsync(ct), await cases.ReadAllAsync(ct));
        var counted = _counted;
        if (!scope.SeesAll)
        {
            counted = new Counted(views, known, work, Count(views, known, work, scope));
        }
        else if (counted is null || counted.Views != views || counted.Findings != known || counted.Cases != work)
        {
            _counted = counted = new Counted(views, known, work, Count(views, known, work, scope));
        }

        return PortalJson.Bytes(counted.Document with { At = time.GetUtcNow() }, PortalJson.Default.NowDocument);
    }

    /// <summary>Reads all lists that the first page needs.</summary>
    public Task WarmAsync(CancellationToken ct) => ReadNowAsync(PortalScope.All, ct);

    private NowDocument Count(ListSnapshot<IdentityView> views, ListSnapshot<FindingEntry> known, ListSnapshot<CaseView> work, PortalScope scope) => NowDocument.Of(
        [.. views.Rows.Select(row => row.Entry).Where(view => scope.Sees(view.Entry.Owner, view.Entry.Identity.Id))],
        [.. known.Rows.Select(row => row.Entry).Where(finding => finding.State is FindingState.Open && scope.Sees(finding.Owner, finding.Identity.Id))],
        [.. work.Rows.Select(row => row.Entry).Where(view => view.Last.NeedsPerson is true && scope.Sees(view.Owner, view.Identity.Id))],
        time.GetUtcNow());

    public async Task<byte[]> ReadSystemAsync(CancellationToken ct)
    {
        var (views, known, work) = (await identities.ReadAllAsync(ct), await findings.ReadAllAsync(ct), await cases.ReadAllAsync(ct));
        var document = new SystemDocument(
            time.GetUtcNow(),
            [Of("identities", "Detection", views.Rows), Of("findings", "Detection, Exceptions, Rotation", known.Rows), Of("cases", "Exceptions, Rotation", work.Rows)],
            await brake.ReadAsync(ct))
        {
            Brakes = await brakes.ReadAsync(ct),
            Freezes = [.. (await terms.ReadListAsync(ct)).SelectMany(one => one.Freezes.Select(freeze => new TenantFreeze(one.TenantId, freeze.From, freeze.To))).OrderBy(freeze => freeze.From)],
        };
        return PortalJson.Bytes(document, PortalJson.Default.SystemDocument);
    }

    private static ListState Of<T>(string name, string from, IReadOnlyList<Listed<T>> rows) =>
        new(name, from, rows.Count) { ChangedAt = rows.Count > 0 ? rows.Max(row => row.ChangedAt) : null };

    /// <exception cref="BadQueryException">The cursor is none.</exception>
    public async Task<byte[]> ReadFeedAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only();
        var since = FeedPosition.Read(query.After);
        var (views, known) = (await identities.ReadAllAsync(ct), await findings.ReadAllAsync(ct));
        var work = await cases.ReadAllAsync(ct);
        var position = _position;
        if (!scope.SeesAll || position is null || position.Views != views || position.Findings != known || position.Cases != work)
        {
            position = new Position(views, known, work, FeedPosition.Of(
                views.Rows.Where(row => scope.Sees(row.Entry.Entry.Owner, row.Id)).Select(row => row.ChangedAt)
                    .Concat(known.Rows.Where(row => scope.Sees(row.Entry.Owner, row.Entry.Identity.Id)).Select(row => row.ChangedAt))
                    .Concat(work.Rows.Where(row => scope.Sees(row.Entry.Owner, row.Entry.Identity.Id)).Select(row => row.ChangedAt))));
            _position = scope.SeesAll ? position : _position;
        }

        var latest = known.Read(ByTurn, finding => scope.Sees(finding.Owner, finding.Identity.Id), null, FeedDocument.MaxEvents).Items;
        return PortalJson.Bytes(FeedDocument.Since(since, latest, position.Feed, time.GetUtcNow()), PortalJson.Default.FeedDocument);
    }

    /// <summary>How far the feed is for those who see all, and by what.</summary>
    private sealed record Position(ListSnapshot<IdentityView> Views, ListSnapshot<FindingEntry> Findings, ListSnapshot<CaseView> Cases, FeedPosition Feed);

    /// <summary>What was counted for those who see all, and from what.</summary>
    private sealed record Counted(ListSnapshot<IdentityView> Views, ListSnapshot<FindingEntry> Findings, ListSnapshot<CaseView> Cases, NowDocument Document);
}
