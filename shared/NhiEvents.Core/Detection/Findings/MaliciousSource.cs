using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI103: Microsoft blocked the source address, whatever the password was.</summary>
internal static class MaliciousSource
{
    public static FindingWords Words(FindingFacts facts) => new(
        "source-judged-malicious",
        Severity.Medium,
        $"Sign-ins of {facts.WhoInside}{From(facts)} were blocked because Microsoft judges the source address malicious, whatever the password ({facts.CodeList}).",
        [Whose(facts), Ours, Theirs, ReplaceTheAccount.ManagedIdentity, PolicyException.NoHelp("Microsoft's own judgement blocks the address before any policy of the tenant is asked")],
        [Standards.BruteForce, Standards.CloudAccounts, Standards.Monitoring]);

    private static string From(FindingFacts facts)
    {
        var addresses = facts.Total.Events.Select(seen => seen.IpAddress).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return addresses.Count == 0 ? "" : $" from {CommandText.Listed(addresses)}";
    }

    private static Remedy Whose(FindingFacts facts) => SignInLog.Look(
        facts,
        "Find out whose address it is",
        "Compare the addresses with the egress addresses of the place the job runs in, and with those of its successes.",
        "The account is not locked and nothing says that the password is wrong: a password reset repairs nothing.");

    private static Remedy Ours { get; } = new(
        "If it is yours: let the job leave through an address of your own",
        [
            "Shared egress (a proxy, VPN or hosting provider) inherits the reputation of its other customers: give the job a NAT gateway or a static address.",
            "Look for what else leaves through the address: a compromised machine behind the same NAT is a usual cause.",
            "A named location marked as trusted lowers the risk of sign-ins from it, but does not lift this block.",
        ])
    {
        Az = """
            az network public-ip create --resource-group '<resource-group>' --name '<address-name>' --sku Standard --allocation-method Static
            az network nat gateway create --resource-group '<resource-group>' --name '<gateway-name>' --public-ip-addresses '<address-name>'
            """,
    };

    private static Remedy Theirs { get; } = new(
        "If it is not: somebody tries the account; keep it to its own network",
        [
            "Look for successes and for codes that prove the password (50055, 50076, 53003 …) from addresses that are not yours; if there are any, treat the password as known.",
            "Conditional Access: a policy for this account, all locations but the named one, grant: Block. Block legacy authentication for it.",
        ])
    {
        Az = "az rest --method get --url https://graph.microsoft.com/v1.0/identity/conditionalAccess/namedLocations",
        PowerShell = """
            Connect-MgGraph -Scopes 'Policy.Read.All'
            Get-MgIdentityConditionalAccessNamedLocation -All
            """,
    };
}
