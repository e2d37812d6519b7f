using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI104: a service principal signs in with a client secret that has expired.</summary>
internal static class SecretExpired
{
    public static FindingWords Words(FindingFacts facts)
    {
        var app = facts.AppId;
        return new FindingWords(
            "secret-expired",
            Severity.High,
            Sentence(facts),
            facts.IsVendors
                ? [AppCredential.Vendor(app)]
                : [AppCredential.Certificate(app), AppCredential.NewSecret(app), AppCredential.NoSecret(app), RemoveExpired(app, facts.Cause)],
            [Standards.LongLivedSecrets, Standards.AccessControl]);
    }

    private static string Sentence(FindingFacts facts)
    {
        var key = ExpiredCredential.Words(facts);
        return $"{facts.Client} signs in with a client secret that has expired{key}; every such sign-in fails until it gets a valid credential ({facts.CodeList}).";
    }

    private static Remedy RemoveExpired(string app, RootCause cause)
    {
        var key = CommandText.Id(cause.CredentialKeyId, "<expired-key-id>");
        return new Remedy(
            "Then remove the expired secret",
            [
                "Only after the sign-in log shows successes with the new credential, from every place the application runs.",
                "Microsoft Entra admin center: App registrations, the application, Certificates & secrets, delete the expired one.",
            ])
        {
            Az = $"az ad app credential delete --id '{app}' --key-id '{key}'",
            PowerShell = $$"""
                Connect-MgGraph -Scopes 'Application.ReadWrite.All'
                $app = Get-MgApplication -Filter "appId eq '{{app}}'"
                Remove-MgApplicationPassword -ApplicationId $app.Id -KeyId '{{key}}'
                """,
        };
    }
}
