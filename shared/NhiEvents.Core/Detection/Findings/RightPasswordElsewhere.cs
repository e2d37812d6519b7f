using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI211: somebody who holds the right password tried it from where the identity has never worked.</summary>
internal static class RightPasswordElsewhere
{
    public static FindingWords Words(FindingFacts facts) => new(
        "right-password-wrong-place",
        Severity.Critical,
        $"Somebody signed in as {facts.WhoInside} with the right password from {facts.Cause.Origin}{Addresses(facts)}, where it has never worked before; only what came after the password stopped them ({facts.Explained}).",
        [
            Contain(facts),
            Look(facts),
            Password.Reset(facts, "Change the password where the job keeps it", "Find out first how the old one was lost: a repository, a script, a shared vault, a person who left."),
            OwnNetwork,
            ReplaceTheAccount.ManagedIdentity,
            NoException,
        ],
        [Standards.CloudAccounts, Standards.SecretLeakage, Standards.Mitigation, Standards.Monitoring]);

    private static string Addresses(FindingFacts facts)
    {
        var addresses = facts.Total.Events.Select(seen => seen.IpAddress).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return addresses.Count == 0 ? "" : $" ({CommandText.Listed(addresses)})";
    }

    private static Remedy Contain(FindingFacts facts) => new(
        "Contain: treat the password as known to others",
        [
            "Ask the owner whether the job has just moved to this network. If nobody can say so at once, go on.",
            "Disable the account, or where the outage is worse than the risk, reset its password now and give the new one to the job only.",
            "End its sessions: refresh tokens that were issued before stay valid otherwise.",
        ])
    {
        Az = $"""
            az ad user update --id '{facts.UserId}' --account-enabled false
            az rest --method post --url 'https://graph.microsoft.com/v1.0/users/{facts.UserId}/revokeSignInSessions'
            """,
        PowerShell = $"""
            Connect-MgGraph -Scopes 'User.EnableDisableAccount.All','User.RevokeSessions.All'
            Update-MgUser -UserId '{facts.UserId}' -AccountEnabled:$false
            Revoke-MgUserSignInSession -UserId '{facts.UserId}'
            """,
    };

    private static Remedy Look(FindingFacts facts) => SignInLog.Look(
        facts,
        "See what else came from there",
        "Look for successes from the same addresses, of this account and of all others: a success means that they are in.",
        "Look for other accounts that fail with codes that prove the password from the same addresses.");

    public static Remedy OwnNetwork { get; } = new(
        "Keep the account to its own network",
        ["Conditional Access: a policy for this account, all locations but the named one it works from, grant: Block."]);

    private static Remedy NoException { get; } = new(
        "Grant no exception from MFA",
        ["MFA is what stopped them. An exception would let in whoever holds the password."]);
}
