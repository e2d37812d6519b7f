namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>What is known about a request when it is decided. Everything was read; what could not be read throws before this exists.</summary>
/// <param name="Identity">Null when there is no such object.</param>
/// <param name="Requester">Null when there is no such account.</param>
/// <param name="Owner">Null when none is named, or there is no such account.</param>
/// <param name="UsedBy">Interactive maintenance: the person; null when none is named, or there is no such account.</param>
/// <param name="Policies">The policies asked for that exist.</param>
/// <param name="Demands">Who has demanded the challenge that the identity fails on; empty when the logs don't say.</param>
/// <param name="StillChallenging">Policies that would still challenge or block with this exception in place, by What-If.</param>
/// <param name="OpenPolicies">Policies of which this identity has an open exception.</param>
/// <param name="EarlierInAYear">Exceptions of this identity from one of these policies that ended within a year.</param>
internal sealed record RequestFacts(
    RequestedIdentity? Identity,
    PersonFacts? Requester,
    PersonFacts? Owner,
    PersonFacts? UsedBy,
    IReadOnlyList<PolicyFacts> Policies,
    IReadOnlyList<Demand> Demands,
    IReadOnlyList<string> StillChallenging,
    IReadOnlyList<string> OpenPolicies,
    int EarlierInAYear);

/// <param name="Protected">Why it is never written to; null when it is not protected.</param>
/// <param name="Structural">A synchronisation, resource or break-glass account, which may stay excluded for good.</param>
/// <param name="SingleTenant">Service principals: the application belongs to this tenant alone.</param>
/// <param name="KnownSince">First sign-in that we have; null when none.</param>
/// <param name="OpenFindings">Numbers of the findings that are open on it.</param>
internal sealed record RequestedIdentity(
    string Id,
    SubjectKind Kind,
    string DisplayName,
    string? Protected,
    bool Structural,
    bool Privileged,
    bool SingleTenant,
    DateTimeOffset? KnownSince,
    IReadOnlyList<string> OpenFindings);

/// <summary>An account and the person behind it.</summary>
/// <param name="PersonId">The same for all accounts of one person.</param>
/// <param name="IsPerson">False for a service principal, and for an account that automation uses.</param>
/// <param name="ApproverSince">Member of the approvers' group since; null when not a member.</param>
internal sealed record PersonFacts(string AccountId, string PersonId, bool IsPerson, DateTimeOffset? ApproverSince);

/// <param name="Name">For the texts.</param>
/// <param name="RiskBased">Asks for something because of risk: never lifted.</param>
/// <param name="Guarded">Its exclusion is kept to agreed networks by a guard policy that was read back.</param>
internal sealed record PolicyFacts(string Id, string Name, bool Enforced, bool RiskBased, bool Guarded, ExclusionPath Path);

/// <summary>How a policy's exclusion could be written for this identity.</summary>
internal enum ExclusionPath
{
    Group,
    AttributeTag,
    PolicyList,

    /// <summary>The policy has none of them.</summary>
    None,
}

/// <summary>Who demanded a challenge.</summary>
internal enum Demand
{
    ConditionalAccess,
    PerUserMfa,
    SecurityDefaults,
    IdentityProtection,
    HomeTenant,
    MandatoryMfa,
}
