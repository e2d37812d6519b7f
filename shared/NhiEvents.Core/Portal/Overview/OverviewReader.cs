using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>Puts together what is asked of all lists at once.</summary>
public sealed class OverviewReader(IdentityList identities, FindingList findings, CaseList cases, TimeProvider time)
{
    public async Task<byte[]> ReadNowAsync(PortalScope scope, CancellationToken ct)
    {
        var views = (await identities.ReadAllAsync(ct)).Rows.Select(row => row.Entry).Where(view => scope.Sees(view.Entry.Owner)).ToList();
        var open = (await findings.ReadAllAsync(ct)).Rows.Select(row => row.Entry).Where(finding => finding.State is FindingState.Open && scope.Sees(finding.Owner)).ToList();
        var waiting = (await cases.ReadAllAsync(ct)).Rows.Select(row => row.Entry).Where(view => view.Last.NeedsPerson is true && scope.Sees(view.Owner)).ToList();
        return PortalJson.Bytes(NowDocument.Of(views, open, waiting, time.GetUtcNow()), PortalJson.Default.NowDocument);
    }

    /// <exception cref="BadQueryException">The cursor is none.</exception>
    public async Task<byte[]> ReadFeedAsync(ListQuery query, PortalScope scope, CancellationToken ct)
    {
        query.Only();
        var since = FeedPosition.Read(query.After);
        var (views, known) = (await identities.ReadAllAsync(ct), await findings.ReadAllAsync(ct));
        var work = await cases.ReadAllAsync(ct);
        var changed = views.Rows.Where(row => scope.Sees(row.Entry.Entry.Owner)).Select(row => row.ChangedAt)
            .Concat(known.Rows.Where(row => scope.Sees(row.Entry.Owner)).Select(row => row.ChangedAt))
            .Concat(work.Rows.Where(row => scope.Sees(row.Entry.Owner)).Select(row => row.ChangedAt));
        return PortalJson.Bytes(FeedDocument.Since(since, known.Rows.Select(row => row.Entry).Where(finding => scope.Sees(finding.Owner)), FeedPosition.Of(changed), time.GetUtcNow()), PortalJson.Default.FeedDocument);
    }
}
