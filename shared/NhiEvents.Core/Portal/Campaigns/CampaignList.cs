using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Campaigns;

/// <summary>Who is in which campaign, from what the portal knows, and how far each has come.</summary>
public sealed class CampaignList(IdentityList identities, AttestationList attestations, CampaignRuns runs, TimeProvider time)
{
    /// <summary>The more critical first, then by name.</summary>
    private static readonly Order<CampaignMember> ByWeight = new("weight", member => $"{9 - (int)(member.Criticality ?? Criticality.Medium)}{member.Identity.DisplayName.ToUpperInvariant()}");

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private Members? _members;

    /// <summary>Every campaign with its numbers, and what was done in it.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken ct)
    {
        var (members, now) = (await MembersAsync(ct), time.GetUtcNow());
        var done = await runs.ReadAllAsync(ct);
        var asked = (await attestations.ReadAllAsync(ct)).Rows.Select(row => row.Entry).Where(entry => entry.RunId is not null).ToLookup(entry => entry.RunId!, entry => entry.State);
        var total = (await identities.ReadAllAsync(ct)).Rows.Count;
        return PortalJson.Bytes(new CampaignsDocument(now, [.. Enum.GetValues<CampaignKind>().Select(kind => new CampaignView(
            kind, members.Of(kind).Rows.Count, total, [.. ActionsOf(kind)], [.. done.Where(run => run.Campaign == kind).OrderByDescending(run => run.At).Take(10).Select(run => new CampaignRunView(run, Counts(asked[run.Id])))]))]), PortalJson.Default.CampaignsDocument);
    }

    /// <summary>One page of the members, and how many of them an action would be about.</summary>
    /// <returns>Null when there is no such campaign.</returns>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<byte[]?> ReadPageAsync(string campaign, ListQuery query, CancellationToken ct)
    {
        if (Read(campaign) is not { } kind)
        {
            return null;
        }

        query.Only("q", "owner", "action", "percent", "askInstead");
        var (text, owners) = (query.Plain("q"), query.Values("owner"));
        var page = (await MembersAsync(ct)).Of(kind).Read(
            ByWeight,
            member => owners?.Contains(member.Owner) is not false && (text is null || member.Identity.DisplayName.Contains(text, StringComparison.OrdinalIgnoreCase) || member.Owner.Contains(text, StringComparison.OrdinalIgnoreCase)),
            query.After, query.Limit);
        var action = query.Enums<CampaignAction>("action")?.FirstOrDefault() ?? CampaignAction.Ask;
        var plan = await PlanAsync(kind, action, query.Number("percent", 1, 100) ?? 100, query.Plain("askInstead"), ct);
        return PortalJson.Bytes(new CampaignPage(page.Items, page.Total, page.Next, new CampaignForecast(action, plan.Chosen.Count, plan.Able, plan.LeftOut)), PortalJson.Default.CampaignPage);
    }

    /// <summary>About whom it would be: of those that it can be done about, so many percent, in the order of the list.</summary>
    internal async Task<CampaignPlan> PlanAsync(CampaignKind kind, CampaignAction action, int percent, string? askInstead, CancellationToken ct)
    {
        var (all, now) = (await MembersAsync(ct), time.GetUtcNow());
        var whyNot = all.Of(kind).By(ByWeight).Select(member => (Member: member, Why: Campaign.WhyNot(member, action, askInstead, now))).ToList();
        List<CampaignMember> able = [.. whyNot.Where(one => one.Why is null).Select(one => one.Member)];
        var chosen = Math.Min(CampaignPlan.MaxMembers, (int)Math.Ceiling(able.Count * percent / 100.0));
        return new CampaignPlan([.. able.Take(chosen)], able.Count, [.. whyNot.Where(one => one.Why is not null).GroupBy(one => one.Why!, StringComparer.Ordinal).Select(group => new CampaignLeftOut(group.Key, group.Count())).OrderByDescending(one => one.Members)]);
    }

    /// <summary>Those of them that are still in the campaign, and those that have left it since, as far as they are known.</summary>
    internal async Task<IReadOnlyList<CampaignMember>> FindAsync(CampaignKind kind, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var (members, views) = ((await MembersAsync(ct)).Of(kind), await identities.ReadAllAsync(ct));
        return [.. ids.Select(id => members.Find(id)?.Entry ?? (views.Find(id)?.Entry.Entry is { } entry ? new CampaignMember(entry.Identity, entry.TenantId, entry.Owner, "") : null)).OfType<CampaignMember>()];
    }

    internal static CampaignKind? Read(string name) => Enum.TryParse<CampaignKind>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(name[0]) ? kind : null;

    internal static IEnumerable<CampaignAction> ActionsOf(CampaignKind kind) => kind is CampaignKind.Credentials ? [CampaignAction.Rotate, CampaignAction.Ask] : [CampaignAction.Ask];

    private async Task<Members> MembersAsync(CancellationToken ct)
    {
        var (views, asked, now) = (await identities.ReadAllAsync(ct), await attestations.ReadLatestAsync(ct), time.GetUtcNow());
        var known = _members;
        if (known is null || known.Views != views || known.Asked != asked || now - known.At > MaxAge)
        {
            // Whether somebody is in a campaign depends on the day too, so all are looked at now and then.
            _members = known = known is not null && views.IsNextOf(known.Views) && known.Asked == asked && now - known.At <= MaxAge
                ? new Members(known.At, views, asked, known.All.ToDictionary(one => one.Key, one => Next(one.Value, one.Key, views, asked, now)))
                : new Members(now, views, asked, Enum.GetValues<CampaignKind>().ToDictionary(kind => kind, kind => new ListSnapshot<CampaignMember>([.. In(kind, views.Rows, asked, now)])));
        }

        return known;
    }

    /// <summary>Only identities that have changed are looked at.</summary>
    private static ListSnapshot<CampaignMember> Next(ListSnapshot<CampaignMember> before, CampaignKind kind, ListSnapshot<IdentityView> views, IReadOnlyDictionary<string, AttestationEntry> asked, DateTimeOffset now)
    {
        var places = views.Changed.Select(row => row.Place).ToHashSet();
        var replaced = before.Rows.Where(row => places.Contains(row.Place)).ToList();
        List<Listed<CampaignMember>> changed = [.. In(kind, views.Changed, asked, now)];
        return replaced.Count + changed.Count == 0 ? before : before.Next([.. before.Rows.Where(row => !places.Contains(row.Place)), .. changed], changed, replaced);
    }

    private static IEnumerable<Listed<CampaignMember>> In(CampaignKind kind, IEnumerable<Listed<IdentityView>> rows, IReadOnlyDictionary<string, AttestationEntry> asked, DateTimeOffset now) => rows
        .Select(row => (row, Member: Campaign.MemberOf(kind, row.Entry, asked.GetValueOrDefault(row.Id), now))).Where(one => one.Member is not null)
        .Select(one => new Listed<CampaignMember>(one.row.TenantId, one.row.Id, one.row.ChangedAt, one.Member!));

    private static AnswerCounts Counts(IEnumerable<AttestationState> states)
    {
        var by = states.ToLookup(state => state);
        return new AnswerCounts(by[AttestationState.Asked].Count(), by[AttestationState.Confirmed].Count(), by[AttestationState.Disowned].Count(), by[AttestationState.Missed].Count(), by[AttestationState.Refused].Count());
    }

    /// <summary>The members, and what they were found in.</summary>
    private sealed record Members(DateTimeOffset At, ListSnapshot<IdentityView> Views, IReadOnlyDictionary<string, AttestationEntry> Asked, IReadOnlyDictionary<CampaignKind, ListSnapshot<CampaignMember>> All)
    {
        public ListSnapshot<CampaignMember> Of(CampaignKind kind) => All[kind];
    }
}

internal sealed record CampaignsDocument(DateTimeOffset At, IReadOnlyList<CampaignView> Items);

/// <param name="Identities">All that the portal knows.</param>
internal sealed record CampaignView(CampaignKind Id, int Members, int Identities, IReadOnlyList<CampaignAction> Actions, IReadOnlyList<CampaignRunView> Runs);

internal sealed record CampaignRunView(CampaignRun Run, AnswerCounts Answers);

/// <summary>What became of the questions of a run.</summary>
/// <param name="Open">Asked, and not answered yet.</param>
internal sealed record AnswerCounts(int Open, int Confirmed, int Disowned, int Missed, int Refused);

/// <param name="Forecast">What the action of the query would be about.</param>
internal sealed record CampaignPage(IReadOnlyList<CampaignMember> Items, int Total, string? Next, CampaignForecast Forecast);

/// <param name="Count">So many it would be about.</param>
/// <param name="Able">So many it could be about.</param>
internal sealed record CampaignForecast(CampaignAction Action, int Count, int Able, IReadOnlyList<CampaignLeftOut> LeftOut);

internal sealed record CampaignLeftOut(string Why, int Members);

/// <summary>About whom an action is.</summary>
/// <param name="Chosen">At most <see cref="MaxMembers"/>.</param>
internal sealed record CampaignPlan(IReadOnlyList<CampaignMember> Chosen, int Able, IReadOnlyList<CampaignLeftOut> LeftOut)
{
    /// <summary>More is the next run: each member is a transaction of its own.</summary>
    public const int MaxMembers = 500;
}
