using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Detection;

/// <summary>The entries of identities.json.</summary>
internal static class IdentitySummaries
{
    /// <param name="learnFor">How long habits are learned; null where nobody asks.</param>
    public static IdentitySummary Of(IdentityRow identity, IReadOnlyList<string> findings, KindTable kinds, TimeSpan? learnFor = null) => new(
        identity.ToRef(), identity.TenantId, identity.Facts?.Owner ?? FindingText.UnknownOwner, identity.Classification().Reasons,
        identity.FirstSeen, identity.LastSeen, identity.Successes, identity.Failures, findings)
    {
        Criticality = identity.Facts?.Criticality,
        Tags = identity.Facts is { Tags.Count: > 0 } facts ? facts.Tags : null,
        Protected = identity.Facts?.Protected is true || kinds.Of(identity.Kind()).Protected,
        AccountEnabled = identity.Facts?.AccountEnabled,
        Learning = learnFor is { } time ? identity.Profile?.Habits.Learning(identity.LastSeen, time) : null,
    };

    /// <summary>Registered identities whose id and names are none of those seen; null when there are none.</summary>
    public static IReadOnlyList<NotSeenIdentity>? NotSeen(IReadOnlyList<IdentityFacts> registered, IReadOnlySet<string> seen)
    {
        var missing = registered
            .Where(facts => !new[] { facts.Id, facts.UserPrincipalName, facts.AppId }.OfType<string>().Any(seen.Contains))
            .DistinctBy(facts => facts.Id ?? facts.UserPrincipalName, StringComparer.OrdinalIgnoreCase)
            .OrderBy(facts => facts.Id ?? facts.UserPrincipalName, StringComparer.Ordinal)
            .Select(facts => new NotSeenIdentity(facts.Owner ?? FindingText.UnknownOwner)
            {
                Id = facts.Id,
                UserPrincipalName = facts.UserPrincipalName,
                DisplayName = facts.DisplayName,
                Kind = facts.Kind,
                Criticality = facts.Criticality,
                Tags = facts.Tags.Count > 0 ? facts.Tags : null,
                Protected = facts.Protected,
            })
            .ToList();
        return missing.Count > 0 ? missing : null;
    }
}
