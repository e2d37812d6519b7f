using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Whether an exclusion from these policies is possible, allowed, and would help.</summary>
internal static class PolicyRules
{
    private const string Replace = "Replace the account by a managed identity, a service principal with a certificate, or a federated credential.";

    public static IEnumerable<RequestFault> Faults(RequestExemption request, RequestFacts facts, ExemptionRules rules) =>
    [
        .. Named(request, facts),
        .. facts.Policies.SelectMany(policy => Of(policy, request)),
        .. Help(request, facts),
        .. Places(request, facts, rules),
    ];

    private static IEnumerable<RequestFault> Named(RequestExemption request, RequestFacts facts)
    {
        if (request.PolicyIds.Count == 0)
        {
            yield return new(RequestFaultKind.PolicyMissing, "No policy is named.");
        }

        foreach (var id in request.PolicyIds.Except(facts.Policies.Select(policy => policy.Id), StringComparer.OrdinalIgnoreCase))
        {
            yield return new(RequestFaultKind.PolicyUnknown, $"There is no Conditional Access policy '{string.Concat(id.Where(c => !char.IsControl(c)).Take(50))}'.");
        }

        if (facts.Policies.Select(policy => policy.Path).Distinct().Count() > 1)
        {
            yield return new(RequestFaultKind.NoWayToExclude, "The policies exclude in different ways; ask for one exception per way.");
        }
    }

    private static IEnumerable<RequestFault> Of(PolicyFacts policy, RequestExemption request)
    {
        if (!policy.Enforced)
        {
            yield return new(RequestFaultKind.PolicyNotEnforced, $"Policy '{policy.Name}' is not enforced: there is nothing to be excepted from.");
        }

        if (policy.RiskBased)
        {
            yield return new(RequestFaultKind.PolicyIsRisk, $"Policy '{policy.Name}' acts on risk, and a risk is never lifted. Find out why the identity is at risk.");
        }

        if (policy.Path is ExclusionPath.None && request.ExemptionKind is not ExemptionKind.Standing)
        {
            yield return new(RequestFaultKind.NoWayToExclude, $"Policy '{policy.Name}' references no exclusion group and no attribute filter that this product may use. Add one, once.");
        }
    }

    private static IEnumerable<RequestFault> Help(RequestExemption request, RequestFacts facts)
    {
        foreach (var demand in facts.Demands.Distinct().Order())
        {
            if (WhyItCannotHelp(demand) is { } why)
            {
                yield return new(RequestFaultKind.CannotHelp, why);
            }
        }

        var uncovered = facts.StillChallenging.Except(request.PolicyIds, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (uncovered.Count > 0)
        {
            yield return new(RequestFaultKind.StillChallenged, $"Other policies would still challenge or block it: {string.Join(", ", uncovered)}. Cover them too, or none.");
        }
    }

    /// <summary>Exclusions of Conditional Access policies do not reach these.</summary>
    private static string? WhyItCannotHelp(Demand demand) => demand switch
    {
        Demand.ConditionalAccess => null,
        Demand.PerUserMfa => "Per-user MFA demanded it, which ignores exclusions. Turn per-user MFA off for this account, and let a policy decide.",
        Demand.SecurityDefaults => "Security defaults demanded it, which know no exclusions. " + Replace,
        Demand.IdentityProtection => "ID Protection demanded it because of risk. Find out why the identity is at risk, and reset its credential.",
        Demand.HomeTenant => "The guest's home tenant demanded it. Only its administrators can change that.",
        Demand.MandatoryMfa => "Microsoft's mandatory MFA demanded it; exclusions in your policies do not apply. " + Replace,
    };

    private static IEnumerable<RequestFault> Places(RequestExemption request, RequestFacts facts, ExemptionRules rules)
    {
        foreach (var policy in facts.Policies.Where(policy => facts.OpenPolicies.Contains(policy.Id, StringComparer.OrdinalIgnoreCase)))
        {
            yield return new(RequestFaultKind.AlreadyOpen, $"An exception of this identity from policy '{policy.Name}' is open already. Extend that one.");
        }

        if (request.ExemptionKind is ExemptionKind.Standard && facts.EarlierInAYear > rules.MaxRenewals)
        {
            yield return new(
                RequestFaultKind.TooManyRenewals,
                $"It would be renewal {facts.EarlierInAYear} in a year; {rules.MaxRenewals} is the most. {Replace}");
        }
    }
}
