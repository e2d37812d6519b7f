using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>Who demanded the interactive step, in words, and whether an exception in Conditional Access could help.</summary>
/// <param name="WhyNoException">Null when an exception can help.</param>
internal sealed record ChallengeSource(string Name, string? WhyNoException)
{
    private const string NotSaid = "the log does not say who demanded it";

    /// <summary>Providers as the log names them (<c>authenticationRequirementPolicies[].requirementProvider</c>).</summary>
    private static readonly Dictionary<string, ChallengeSource> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = new("per-user MFA", "per-user MFA is set on the account itself and does not look at Conditional Access exclusions; it ends only when it is switched off for the account"),
        ["multiConditionalAccess"] = new("Conditional Access", null),
        ["authenticationStrengths"] = new("an authentication strength in Conditional Access", null),
        ["securityDefaults"] = new("security defaults", "security defaults know no exceptions; only replacing them with Conditional Access policies would allow one"),
        ["tenantSessionRiskPolicy"] = new("a sign-in risk policy", "the challenge comes from risk; an exception would keep a possibly abused account open"),
        ["accountCompromisePolicies"] = new("a user risk policy", "the challenge comes from risk; an exception would keep a possibly abused account open"),
        ["riskBasedPolicy"] = new("a risk policy", "the challenge comes from risk; an exception would keep a possibly abused account open"),
        ["request"] = new("the application's own request", "the application asked for multi-factor authentication itself; only changing the application or its identity helps"),
        ["proofUp"] = new("MFA registration", "the account is asked to register a method; an exception from a policy does not end that"),
        ["mfaRegistrationRequiredByIdentityProtectionPolicy"] = new("the MFA registration policy", "the registration policy has its own assignment, which Conditional Access exclusions do not change"),
        ["mfaRegistrationRequiredByMultiConditionalAccess"] = new("MFA registration that Conditional Access requires", null),
        ["v1ConditionalAccess"] = new("a classic Conditional Access policy", "classic policies do not look at the exclusions of today's policies"),
    };

    public bool IsUnknown => Name == NotSaid;

    public static ChallengeSource Of(RootCause cause)
    {
        var sources = cause.DemandedBy.Select(provider => Known.GetValueOrDefault(provider) ?? new ChallengeSource(CommandText.Quoted(provider), null)).ToList();
        if (sources.Count == 0)
        {
            return cause.PolicyIds.Count > 0 ? Known["multiConditionalAccess"] : new ChallengeSource(NotSaid, "the log does not say who demanded it, so nothing shows that a policy exclusion would end it");
        }

        return new ChallengeSource(
            string.Join(" and ", sources.Select(source => source.Name).Distinct()),
            sources.Select(source => source.WhyNoException).FirstOrDefault(why => why is not null));
    }
}
