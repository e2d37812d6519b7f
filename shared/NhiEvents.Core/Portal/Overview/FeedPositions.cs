using System.Collections.Concurrent;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>How far the lists are for each who looks. Open pages ask every few seconds: what has changed since is looked at, and not everything again.</summary>
internal sealed class FeedPositions
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public FeedPosition Of(PortalScope scope, ListSnapshot<IdentityView> views, ListSnapshot<FindingEntry> findings, ListSnapshot<CaseView> cases)
    {
        var before = _known.GetValueOrDefault(scope.Key);
        var next = new Known(
            ListPosition<IdentityView>.Of(before?.Views, views, row => scope.Sees(row.Entry.Entry.Owner, row.Id)),
            ListPosition<FindingEntry>.Of(before?.Findings, findings, row => scope.Sees(row.Entry.Owner, row.Entry.Identity.Id)),
            ListPosition<CaseView>.Of(before?.Cases, cases, row => scope.Sees(row.Entry.Owner, row.Entry.Identity.Id)));
        _known.Keep(scope.Key, next);
        return next.Views.At.And(next.Findings.At).And(next.Cases.At);
    }

    private sealed record Known(ListPosition<IdentityView> Views, ListPosition<FindingEntry> Findings, ListPosition<CaseView> Cases);

    /// <param name="List">The list as it was then.</param>
    private sealed record ListPosition<T>(ListSnapshot<T> List, FeedPosition At)
        where T : class
    {
        public static ListPosition<T> Of(ListPosition<T>? before, ListSnapshot<T> list, Func<Listed<T>, bool> isSeen) =>
            before?.List == list ? before
            : before is not null && list.IsNextOf(before.List) ? new ListPosition<T>(list, before.At.With(list.Changed.Where(isSeen).Select(row => row.ChangedAt)))
            : new ListPosition<T>(list, FeedPosition.Start.With(list.Rows.Where(isSeen).Select(row => row.ChangedAt)));
    }
}
