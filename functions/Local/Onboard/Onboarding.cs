using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>What a team has before it when it switches the system on. A function of what was given; nothing is sent or written in Entra.</summary>
/// <param name="Period">First and last row of the logs; null without logs.</param>
/// <param name="Now">What ages and ends are counted from: the last row or, without logs, the present.</param>
/// <param name="Findings">What would be reported, the most severe first.</param>
/// <param name="Risks">Where to begin.</param>
/// <param name="Unknown">What is not known and why, one sentence each.</param>
internal sealed record Onboarding(
    (DateTimeOffset First, DateTimeOffset Last)? Period,
    DateTimeOffset Now,
    int Identities,
    IReadOnlyList<FindingCount> Findings,
    IReadOnlyList<Risk> Risks,
    IReadOnlyList<Campaign> Campaigns,
    IReadOnlyList<string> Unknown)
{
    /// <summary>A job that runs monthly is not unused because it was not seen for a week.</summary>
    public static readonly TimeSpan LeastPeriod = TimeSpan.FromDays(30);

    private const int MaxRisks = 20;

    /// <param name="policies">Null when no export of policies was given.</param>
    /// <param name="withDirectory">Whether an export of the directory was given.</param>
    public static Onboarding Of(
        IReadOnlyList<TenantIdentity> identities, IReadOnlyList<ExportedPolicy>? policies, bool withDirectory, (DateTimeOffset First, DateTimeOffset Last)? period, DateTimeOffset present)
    {
        var now = period?.Last ?? present;
        var exclusions = new ExclusionList(identities, policies ?? []);
        return new Onboarding(
            period,
            now,
            identities.Count,
            FindingCount.Of(identities),
            [.. identities.Select(identity => Risk.Of(identity, exclusions, now)).Where(risk => risk.Score > 0).OrderByDescending(risk => risk.Score).ThenBy(risk => risk.Name, StringComparer.Ordinal).Take(MaxRisks)],
            [
                Owners(identities),
                Unused(identities, period),
                Credentials(identities, now),
                .. policies is null ? Array.Empty<Campaign>() : [exclusions.ToCampaign()],
            ],
            [.. Unknowns(identities, policies, withDirectory, period)]);
    }

    private static Campaign Owners(IReadOnlyList<TenantIdentity> identities)
    {
        var own = identities.Where(identity => !identity.IsForeign).ToList();
        return new Campaign("owners", "Name an owner", "Nobody can be told when one of these breaks. Put the owner into the registry file; an owner of the application object could add credentials.", own.Count,
            [.. own.Where(identity => !identity.HasOwner).OrderByDescending(identity => identity.Findings.Count).ThenBy(identity => identity.Name, StringComparer.Ordinal).Select(identity => new CampaignItem(identity.Name, identity.Kind, identity.Owner, identity.Findings.Count > 0 ? string.Join(", ", identity.Findings.Select(finding => finding.FindingType).Distinct()) : "no finding"))]);
    }

    private static Campaign Unused(IReadOnlyList<TenantIdentity> identities, (DateTimeOffset First, DateTimeOffset Last)? period)
    {
        const string Title = "Not seen in these logs";
        var own = identities.Where(identity => !identity.IsForeign).ToList();
        if (period is not { } logs || logs.Last - logs.First < LeastPeriod)
        {
            return new Campaign("unused", Title, $"Needs at least {LeastPeriod.TotalDays} days of sign-in logs: {(period is { } some ? $"these cover {Words.Span(some.Last - some.First)}" : "none were given")}.", own.Count, []);
        }

        var covered = Words.Span(logs.Last - logs.First);
        return new Campaign("unused", Title, "Silence proves nothing by itself: check that all four kinds of sign-in logs were exported for the whole time, and think of quarterly jobs. Disable first, delete a month later.", own.Count,
            [.. own.Where(identity => identity.Summary is null && identity.Facts?.AccountEnabled is not false).OrderBy(identity => identity.Name, StringComparer.Ordinal).Select(identity => new CampaignItem(identity.Name, identity.Kind, identity.Owner, $"no sign-in in {covered}"))]);
    }

    private static Campaign Credentials(IReadOnlyList<TenantIdentity> identities, DateTimeOffset now)
    {
        var all = identities.Where(identity => !identity.IsForeign).SelectMany(identity => (identity.Facts?.Credentials ?? []).Select(credential => (Identity: identity, Credential: credential))).ToList();
        return new Campaign("credentials", "Renew, shorten or remove credentials", $"Ended ones are clutter that hides real ones; long-lived ones outlive whoever knew them; those that end within {CredentialAge.Soon.TotalDays} days are next month's outage.", all.Count,
            [.. from entry in all
                let trouble = CredentialAge.Trouble(entry.Credential, now)
                where trouble is not null
                orderby trouble.Value.Urgency descending, entry.Credential.EndsAt, entry.Identity.Name
                select new CampaignItem(entry.Identity.Name, entry.Identity.Kind, entry.Identity.Owner, $"{entry.Credential.Type} {entry.Credential.KeyId}: {trouble.Value.Text}")]);
    }

    private static IEnumerable<string> Unknowns(
        IReadOnlyList<TenantIdentity> identities, IReadOnlyList<ExportedPolicy>? policies, bool withDirectory, (DateTimeOffset First, DateTimeOffset Last)? period)
    {
        if (period is not { } logs)
        {
            yield return "What is broken: no logs were given.";
        }
        else if (logs.Last - logs.First < LeastPeriod)
        {
            yield return $"What runs less often than every {Words.Span(logs.Last - logs.First)}: the logs cover no more. Export {LeastPeriod.TotalDays} days.";
        }

        if (!withDirectory)
        {
            yield return "Identities that do not sign in, credentials and owners in the directory: give --directory exports of users, service principals, applications and groups.";
        }

        yield return policies is null ? "Who is excluded from MFA: give --policies, the export of /identity/conditionalAccess/policies."
            : "Who is in an excluded group or carries an excluded attribute: a policy names the group only. nhi run with a tenant reads the members.";
        if (policies is not null && !policies.Any(policy => policy.Enforced))
        {
            yield return "What enforcement will do: no policy in the export is on.";
        }

        if (identities.Count(identity => !identity.HasOwner) is > 0 and var ownerless)
        {
            yield return $"Who owns {Words.Number(ownerless)} of {Words.Number(identities.Count)} identities.";
        }

        yield return "Licences and permissions: this command reads files and asks no tenant. docs/licences.md and docs/permissions.md say what each feature needs.";
    }
}

/// <summary>How much of one finding would be reported.</summary>
internal sealed record FindingCount(string FindingType, string Name, Severity Severity, int Identities, long Events)
{
    public static IReadOnlyList<FindingCount> Of(IReadOnlyList<TenantIdentity> identities) =>
    [
        .. identities.SelectMany(identity => identity.Findings)
            .GroupBy(finding => (finding.FindingType, finding.Name))
            .Select(group => new FindingCount(group.Key.FindingType, group.Key.Name, group.Max(finding => finding.Severity), group.Select(finding => finding.Identity.Id).Distinct().Count(), group.Sum(finding => (long)finding.Count)))
            .OrderByDescending(count => count.Severity).ThenBy(count => count.FindingType, StringComparer.Ordinal),
    ];
}

/// <summary>Something to clean up, identity by identity.</summary>
/// <param name="Slug">Stands in the file.</param>
/// <param name="Why">Why it matters and what to mind; or why nothing can be said.</param>
/// <param name="Of">How many were looked at.</param>
internal sealed record Campaign(string Slug, string Title, string Why, int Of, IReadOnlyList<CampaignItem> Items);

/// <param name="Kind">Null for what is no identity.</param>
internal sealed record CampaignItem(string Name, IdentityKind? Kind, string Owner, string Detail);
