using NhiEvents.Local.Onboard.Tenant;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>What a team has before it when it switches the system on. A function of what was given; nothing is sent or written in Entra.</summary>
/// <param name="Period">First and last row of the logs; null without logs.</param>
/// <param name="Now">What ages and ends are counted from: the last row or, without logs, the present.</param>
/// <param name="WithProfile">Identities whose sign-ins go back far enough to tell what is unusual for them.</param>
/// <param name="Findings">What would be reported, the most severe first.</param>
/// <param name="Risks">Where to begin.</param>
/// <param name="Unknown">What is not known and why, one sentence each.</param>
/// <param name="Checks">Licences and permissions; null: no tenant was asked.</param>
internal sealed record Onboarding(
    (DateTimeOffset First, DateTimeOffset Last)? Period,
    DateTimeOffset Now,
    int Identities,
    int WithProfile,
    IReadOnlyList<FindingCount> Findings,
    IReadOnlyList<Risk> Risks,
    IReadOnlyList<Campaign> Campaigns,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<TenantCheck>? Checks)
{
    /// <summary>A job that runs monthly is not unused because it was not seen for a week.</summary>
    public static readonly TimeSpan LeastPeriod = TimeSpan.FromDays(30);

    /// <summary>As NHI406 counts.</summary>
    private static readonly TimeSpan UnusedFor = TimeSpan.FromDays(90);

    private const int MaxRisks = 20;

    /// <summary>Everything that the page says, from what is known.</summary>
    public static Onboarding Of(OnboardingInput input)
    {
        var now = input.Period?.Last ?? input.Present;
        var exclusions = new ExclusionList(input.Identities, input.Policies ?? [], input.MembersOf);
        return new Onboarding(
            input.Period,
            now,
            input.Identities.Count,
            input.Identities.Count(identity => identity.HasProfile),
            FindingCount.Of(input.Identities),
            [.. input.Identities.Select(identity => Risk.Of(identity, exclusions, now)).Where(risk => risk.Score > 0).OrderByDescending(risk => risk.Score).ThenBy(risk => risk.Name, StringComparer.Ordinal).Take(MaxRisks)],
            [
                Owners(input.Identities),
                Unused(input.Identities, input.Period, now),
                Credentials(input.Identities, now),
                .. input.Policies is null ? Array.Empty<Campaign>() : [exclusions.ToCampaign()],
            ],
            [.. OnboardingUnknowns.Of(input, exclusions.IsPartial)],
            input.Checks);
    }

    private static Campaign Owners(IReadOnlyList<TenantIdentity> identities)
    {
        var own = identities.Where(identity => !identity.IsForeign).ToList();
        return new Campaign("owners", "Name an owner", "Nobody can be told when one of these breaks. Put the owner into the registry file; an owner of the application object could add credentials.", own.Count,
            [.. own.Where(identity => !identity.HasOwner).OrderByDescending(identity => identity.Findings.Count).ThenBy(identity => identity.Name, StringComparer.Ordinal).Select(identity => new CampaignItem(identity.Name, identity.Kind, identity.Owner, identity.Findings.Count > 0 ? string.Join(", ", identity.Findings.Select(finding => finding.FindingType).Distinct()) : "no finding"))]);
    }

    private static Campaign Unused(IReadOnlyList<TenantIdentity> identities, (DateTimeOffset First, DateTimeOffset Last)? period, DateTimeOffset now)
    {
        const string Title = "Not seen in use";
        var own = identities.Where(identity => !identity.IsForeign).ToList();
        var covered = period is { } logs && logs.Last - logs.First >= LeastPeriod ? Words.Span(logs.Last - logs.First) : null;
        var reported = own.Exists(identity => identity.LastActivity is not null);
        return covered is null && !reported
            ? new Campaign("unused", Title, $"Needs at least {LeastPeriod.TotalDays} days of sign-in logs: {(period is { } some ? $"these cover {Words.Span(some.Last - some.First)}" : "none were given")}.", own.Count, []) { IsPart = false }
            : new Campaign("unused", Title, "Silence proves nothing by itself: check that all four kinds of sign-in logs were there for the whole time, and think of quarterly jobs. Disable first, delete a month later.", own.Count,
            [
                .. from identity in own
                   where identity.Summary is null && identity.Facts?.AccountEnabled is not false
                   let last = identity.LastActivity
                   where last is null ? covered is not null : now - last >= UnusedFor
                   orderby identity.Name
                   select new CampaignItem(identity.Name, identity.Kind, identity.Owner, last is { } at ? $"last used {Words.Minute(at)} UTC, by Microsoft's report" : $"no sign-in in {covered}"),
            ]);
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
}
