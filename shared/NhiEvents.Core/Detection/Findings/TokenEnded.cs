using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI110: the refresh token or session that a service account lived on has ended.</summary>
internal static class TokenEnded
{
    /// <summary>Conditional Access: sign-in frequency and re-authentication.</summary>
    private static readonly FrozenSet<int> Frequency = [70043, 70044, 70045, 70046];

    public static FindingWords Words(FindingFacts facts) => new(
        "unattended-token-ended",
        Severity.High,
        $"The token that let {facts.WhoInside} work unattended{With(facts)} has ended, and no sign-in followed ({facts.Explained}).",
        [
            ReplaceTheAccount.ManagedIdentity,
            ReplaceTheAccount.Certificate,
            SignInAgain,
            facts.Has(Frequency) ? PolicyException.OfUser(facts, null) : Who(facts),
        ],
        [Standards.InsecureAuthentication, Standards.AccessControl]);

    private static string With(FindingFacts facts) => facts.Total.Apps.Count > 0 ? $" with {CommandText.Listed(facts.Total.Apps)}" : "";

    private static Remedy SignInAgain { get; } = new(
        "Until then: sign in once by hand where the job keeps its token",
        [
            "Open the connection, connector or tool as the service account and sign in; it stores a new refresh token.",
            "It ends again: after 90 days without use, with the next password change or revocation, and whenever a sign-in frequency policy says so. Write the date down.",
        ])
    {
        Az = "az login --tenant '<tenant-id>'   # where the Azure CLI is the job's client",
    };

    private static Remedy Who(FindingFacts facts) => SignInLog.WhoChanged(
        facts,
        "Find out what ended it",
        "Microsoft Entra admin center: Audit logs, filter by the account: 'Reset user password', 'Change user password', 'Update StsRefreshTokenValidFrom Timestamp' (sessions revoked), 'Disable account'.",
        "A revocation that nobody of you made, followed by attempts with the old token, is a sign that the token was copied.");
}
