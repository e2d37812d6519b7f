using System.Collections.Concurrent;
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
public sealed class OverviewReader(IdentityList identities, FindingList findings, CaseList cases, WriteBrake brake, BrakeList brakes, SourceList sources, TermsList terms, TimeProvider time)
{
    private static readonly Order<FindingEntry> ByTurn = new("turned", finding => Order.Newest(finding.TurnedAt));

    private readonly FeedPositions _positions = new();
    private readonly ConcurrentDictionary<string, Counted> _counted = new(StringComparer.Ordinal);

    public async Task<byte[]> ReadNowAsync(PortalScope scope, CancellationToken ct)
    {
        var (work, views, known) = await ReadListsAsync(ct);
        if (_counted.GetValueOrDefault(scope.Key) is not { } counted || counted.Views != views || counted.Findings != known || counted.Cases != work)
        {
            _counted.Keep(scope.Key, counted = new Counted(views, known, work, Count(views, known, work, scope)));
        }

        var document = counted.Document with
        {
            At = time.GetUtcNow(),
            Sources = await sources.ReadAsync(ct),
        };
        return PortalJson.Bytes(document, PortalJson.Default.NowDocument);
    }

    /// <summary>Reads the lists that the first pages need, and puts them in order, before anybody waits for it.</summary>
    public async Task WarmAsync(CancellationToken ct)
    {
        await ReadNowAsync(PortalScope.All, ct);
        var whole = new ListQuery([]);
        await ReadFeedAsync(whole, PortalScope.All, ct);
        await identities.ReadPageAsync(whole, PortalScope.All, ct);
        await findings.ReadPageAsync(whole, PortalScope.All, ct);
        await cases.ReadPageAsync(whole, PortalScope.All, ct);
    }

    /// <summary>The list of cases reads the others beside its own.</summary>
    private async Task<(ListSnapshot<CaseView> Work, ListSnapshot<IdentityView> Views, ListSnapshot<FindingEntry> Findings)> ReadListsAsync(CancellationToken ct) =>
        (await cases.ReadAllAsync(ct), await identities.ReadAllAsync(ct), await findings.ReadAllAsync(ct));

    private NowDocument Count(ListSnapshot<IdentityView> views, ListSnapshot<FindingEntry> known, ListSnapshot<CaseView> work, PortalScope scope)
    {
        var tally = new NowTally();
        foreach (var row in views.Rows)
        {
            if (scope.Sees(row.Entry.Entry.Owner, row.Id))
            {
                tally.Add(row.Entry);
            }
        }

        foreach (var row in known.Rows)
        {
            if (row.Entry.State is FindingState.Open && scope.Sees(row.Entry.Owner, row.Entry.Identity.Id))
            {
                tally.Add(row.Entry);
            }
        }

        return tally.ToDocument(
            views.First(IdentityList.WorstFirst, view => view.Status is IdentityStatus.Broken && scope.Sees(view.Entry.Owner, view.Entry.Identity.Id), NowDocument.MaxBroken),
            work.First(CaseList.WaitingFirst, view => view.Last.NeedsPerson is true && scope.Sees(view.Owner, view.Identity.Id), NowDocument.MaxBroken),
            time.GetUtcNow());
    }

    public async Task<byte[]> ReadSystemAsync(CancellationToken ct)
    {
        var (work, views, known) = await ReadListsAsync(ct);
        var document = new SystemDocument(
            time.GetUtcNow(),
            [Of("identities", "Detection", views.Rows), Of("findings", "Detection, Exceptions, Rotation", known.Rows), Of("cases", "Exceptions, Rotation", work.Rows)],
            await brake.ReadAsync(ct))
        {
            Sources = await sources.ReadAsync(ct),
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
        var (work, views, known) = await ReadListsAsync(ct);
        var position = _positions.Of(scope, views, known, work);
        var latest = known.First(ByTurn, finding => scope.Sees(finding.Owner, finding.Identity.Id), FeedDocument.MaxEvents);
        return PortalJson.Bytes(FeedDocument.Since(since, latest, position, time.GetUtcNow()), PortalJson.Default.FeedDocument);
    }

    /// <summary>What was counted for somebody, and from what.</summary>
    private sealed record Counted(ListSnapshot<IdentityView> Views, ListSnapshot<FindingEntry> Findings, ListSnapshot<CaseView> Cases, NowDocument Document);
}
