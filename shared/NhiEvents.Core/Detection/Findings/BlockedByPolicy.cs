using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI108: a policy refused outright; no challenge could have helped.</summary>
internal static class BlockedByPolicy
{
    private static readonly FrozenSet<int> Risk = [53011, 530034];

    /// <summary>What refuses for other reasons than Conditional Access policies, and therefore knows nothing of their exclusions.</summary>
    private static readonly FrozenSet<int> NotConditionalAccess = [80012, 130500, 130501, 130502, 500021, 500022, 500212, 500213, 530032, 530035];

    public static FindingWords Words(FindingFacts facts) => new(
        "blocked-by-policy",
        Severity.High,
        $"{facts.Who} was blocked{facts.ForResources} by {Policies(facts)}{(facts.PasswordWasRight ? ", although the password was right" : "")} ({facts.Explained}).",
        facts.Form switch
        {
            ObjectForm.User => [Meet(facts), .. ReplaceTheAccount.InOrder, PolicyException.OfUser(facts, WhyNoException(facts))],
            ObjectForm.ServicePrincipal => [Meet(facts), WhyNoException(facts) is { } why ? PolicyException.NoHelp(why) : PolicyException.OfServicePrincipal(facts)],
            ObjectForm.ManagedIdentity => [Meet(facts), PolicyException.NoHelp("Conditional Access does not cover managed identities, so no exclusion of it can end this")],
        },
        [Standards.AccessControl, Standards.ZeroTrust]);

    private static string Policies(FindingFacts facts) => facts switch
    {
        { Total.Policies.Count: 1 } => $"the policy {CommandText.Listed(facts.Total.Policies)}",
        { Total.Policies.Count: > 1 } => $"the policies {CommandText.Listed(facts.Total.Policies)}",
        _ => "a policy that the log does not name",
    };

    private static string? WhyNoException(FindingFacts facts) => facts switch
    {
        _ when facts.Has(Risk) => "the block comes from risk; an exception would keep a possibly abused identity open",
        _ when facts.Has(NotConditionalAccess) => "what refused is no Conditional Access policy, and knows nothing of its exclusions",
        { IsVendors: true } => "the application belongs to another organization; policies for workload identities cover single-tenant applications only",
        _ => null,
    };

    private static Remedy Meet(FindingFacts facts)
    {
        var policy = CommandText.Id(facts.Cause.PolicyIds.Count == 1 ? facts.Cause.PolicyIds[0] : null, "<policy-id>");
        return new Remedy(
            "Meet what the policy asks for",
            [
                $"Microsoft Entra admin center: Sign-in logs, the event, tab Conditional Access: {(facts.Total.Policies.Count > 0 ? CommandText.Listed(facts.Total.Policies) : "which policy failed")} and which of its conditions.",
                facts.IsUser
                    ? "Place: run the job in a network that the policy admits, or add its egress address to the named location. Device: a job has none; only another identity helps."
                    : "Block is the only control such a policy has: add the egress address to the policy's named location, or clear the risk after the identity was investigated.",
                "Check with What If before the job runs again: other policies may block as well. When nobody expected the policy, ask who changed it (Audit logs, category Policy).",
            ])
        {
            Az = $"az rest --method get --url 'https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies/{policy}'",
            PowerShell = $"""
                Connect-MgGraph -Scopes 'Policy.Read.All'
                Get-MgIdentityConditionalAccessPolicy -ConditionalAccessPolicyId '{policy}' | Format-List
                """,
        };
    }
}
