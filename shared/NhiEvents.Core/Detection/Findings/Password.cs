using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>A service account's password: never the first remedy unless the facts ask for it.</summary>
internal static class Password
{
    /// <param name="when">Says, as the first step, when this is right.</param>
    public static Remedy Reset(FindingFacts facts, string title, string when) => new(
        title,
        [
            when,
            "List every job that signs in with the account (its applications and addresses in the sign-in log): each of them fails until it has the new password.",
            "Microsoft Entra admin center: Users, the account, Reset password; for a synchronized account in Active Directory. Long and random, stored in Key Vault at once, not to be changed at next sign-in.",
            "Read the sign-in log: successes from every place that the list names.",
        ])
    {
        Az = $"az ad user update --id '{facts.UserId}' --password '<new-password>' --force-change-password-next-sign-in false",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'User-PasswordProfile.ReadWrite.All'
            Update-MgUser -UserId '{{facts.UserId}}' -PasswordProfile @{ password = '<new-password>'; forceChangePasswordNextSignIn = $false }
            # Synchronized account, on a domain controller:
            # Set-ADAccountPassword -Identity '<sam-account-name>' -Reset
            """,
    };
}
