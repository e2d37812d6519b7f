using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI106: the password of a service account has expired and can only be changed by hand.</summary>
internal static class PasswordExpired
{
    public static FindingWords Words(FindingFacts facts) => new(
        "password-expired",
        Severity.High,
        $"The password of {facts.WhoInside} has expired, and automation cannot change it at the sign-in page ({facts.Explained}).",
        [
            Password.Reset(facts, "Set a new password", "The job sent the password that has expired, so nobody guesses: the way out of the outage is a new one."),
            ReplaceTheAccount.ManagedIdentity,
            ReplaceTheAccount.Certificate,
            NoExpiry(facts),
        ],
        [Standards.LongLivedSecrets, Standards.InsecureAuthentication, Standards.AccessControl]);

    private static Remedy NoExpiry(FindingFacts facts) => new(
        "While the account is still needed: rotate its password on a schedule of your own instead of by surprise",
        [
            "Only with a long random password in a vault, a network it is kept to and a date by which it is rotated.",
            "A synchronized account follows Active Directory: a group managed service account there changes its password by itself.",
        ])
    {
        Az = $$"""
            az rest --method patch --url 'https://graph.microsoft.com/v1.0/users/{{facts.UserId}}' --body '{"passwordPolicies":"DisablePasswordExpiration"}'
            """,
        PowerShell = $"""
            Connect-MgGraph -Scopes 'User.ReadWrite.All'
            Update-MgUser -UserId '{facts.UserId}' -PasswordPolicies DisablePasswordExpiration
            # In Active Directory:
            # New-ADServiceAccount -Name '<name>' -DNSHostName '<host>' -PrincipalsAllowedToRetrieveManagedPassword '<computers-group>'
            """,
    };
}
