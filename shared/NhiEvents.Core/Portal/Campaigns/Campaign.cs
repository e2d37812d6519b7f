using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Identities;

namespace NhiEvents.Core.Portal.Campaigns;

/// <summary>Governance of many identities at once.</summary>
internal enum CampaignKind
{
    /// <summary>Nobody answers for it, or whoever does has not confirmed it for long.</summary>
    Owners,

    /// <summary>Nothing was heard of it for long.</summary>
    Unused,

    /// <summary>A credential that is over, ends soon, or is older than allowed.</summary>
    Credentials,

    /// <summary>A way out of a policy that nobody approved, or that has outlived its end.</summary>
    Exclusions,
}

/// <summary>What is done about members of a campaign.</summary>
internal enum CampaignAction
{
    /// <summary>The owner is asked whether it is theirs and still needed.</summary>
    Ask,

    /// <summary>Its credential is replaced.</summary>
    Rotate,
}

/// <summary>An identity in a campaign; an element of its list.</summary>
/// <param name="Why">One sentence.</param>
internal sealed record CampaignMember(IdentityRef Identity, string TenantId, string Owner, string Why)
{
    public Criticality? Criticality { get; init; }

    public bool? Protected { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The last question to its owner.</summary>
    public AttestationEntry? Attestation { get; init; }
}

/// <summary>Who is in which campaign, and what can be done about them. Pure.</summary>
internal static class Campaign
{
    /// <summary>As long as NHI406 waits.</summary>
    private static readonly TimeSpan UnusedAfter = TimeSpan.FromDays(90);

    /// <summary>Half a year.</summary>
    private static readonly TimeSpan ConfirmedFor = TimeSpan.FromDays(180);

    private static readonly TimeSpan EndsSoon = TimeSpan.FromDays(30);

    /// <param name="asked">The last question about it.</param>
    /// <returns>Null when it is not in this campaign.</returns>
    public static CampaignMember? MemberOf(CampaignKind campaign, IdentityView view, AttestationEntry? asked, DateTimeOffset now)
    {
        var entry = view.Entry;
        var why = entry.Identity.Kind is IdentityKind.FirstPartyApplication ? null : campaign switch
        {
            CampaignKind.Owners => WhyOwners(entry, asked, now),
            CampaignKind.Unused => Has(view, "NHI406") ? "Nobody has used it in any way for 90 days." : now - entry.LastSeen > UnusedAfter ? $"It was last seen on {entry.LastSeen:yyyy-MM-dd}." : null,
            CampaignKind.Credentials => WhyCredentials(view, now),
            CampaignKind.Exclusions => Has(view, "NHI401") ? "It is let out of a policy, and nobody approved that." : Has(view, "NHI402") ? "It is excluded after the end of its exception." : null,
        };
        return why is null ? null : new CampaignMember(entry.Identity, entry.TenantId, entry.Owner, why)
        {
            Criticality = entry.Criticality, Protected = entry.Protected, LastSeen = entry.LastSeen, Attestation = asked,
        };
    }

    /// <summary>Why this is not done about it; null when it can be.</summary>
    /// <param name="askInstead">Who is asked where no owner is known; null: nobody.</param>
    public static string? WhyNot(CampaignMember member, CampaignAction action, string? askInstead, DateTimeOffset now) => action switch
    {
        CampaignAction.Ask when member.Attestation is { State: AttestationState.Asked } open && open.Until > now => "Its owner is asked already.",
        CampaignAction.Ask when member.Owner == Unknown && askInstead is null => "No owner is known: name whom to ask.",
        CampaignAction.Ask => null,
        CampaignAction.Rotate when member.Protected is true => "It is protected: nothing writes to it.",
        CampaignAction.Rotate when member.Identity.Kind is not IdentityKind.ServicePrincipal => "Only credentials of applications of this tenant are replaced.",
        CampaignAction.Rotate => null,
    };

    public const string Unknown = "unknown";

    private static string? WhyOwners(IdentityEntry entry, AttestationEntry? asked, DateTimeOffset now) => asked switch
    {
        { State: AttestationState.Disowned } => $"{asked.Owner} says that it is not theirs, or not needed.",
        { State: AttestationState.Missed } => $"{asked.Owner} has not answered.",
        { State: AttestationState.Confirmed } when now - asked.At < ConfirmedFor => null,
        { State: AttestationState.Confirmed } => $"{asked.Owner} has confirmed it last on {asked.At:yyyy-MM-dd}.",
        _ => entry.Owner == Unknown ? "Nobody is known who answers for it." : "Its owner has never confirmed it.",
    };

    private static string? WhyCredentials(IdentityView view, DateTimeOffset now) =>
        Has(view, "NHI304") ? "A credential is older than its policy allows."
        : view.Entry.NextCredentialEnd is { } end && end < now ? $"A credential has ended on {end:yyyy-MM-dd}."
        : view.Entry.NextCredentialEnd is { } soon && soon - now < EndsSoon ? $"A credential ends on {soon:yyyy-MM-dd}."
        : Has(view, "NHI303") ? "A credential ends soon."
        : null;

    private static bool Has(IdentityView view, string finding) => view.Findings?.Contains(finding) is true;
}
