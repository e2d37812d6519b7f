using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI105: what the identity presents to prove itself is not accepted.</summary>
internal static class CredentialRejected
{
    /// <summary>The token of another issuer does not match what the application expects.</summary>
    private static readonly FrozenSet<int> Federated = [70021, 700211, 700212, 700213, 7002138, 7000226, 7000227, 700229];

    /// <summary>The way of a cause whose wrong passwords came from where the identity has never worked.</summary>
    public const string Guessed = "guessed";

    public static FindingWords Words(FindingFacts facts)
    {
        if (facts.Cause.Way is Guessed)
        {
            return Guesses(facts);
        }

        var secret = facts.Total.Codes.Any(code => facts.Codes.Find(code)?.Class is ErrorClass.Secret);
        return new FindingWords("credential-rejected", Severity.High, secret ? OfApp(facts) : OfUser(facts), secret ? AppRemedies(facts) : UserRemedies(facts), [
            secret ? Standards.SecretLeakage : Standards.InsecureAuthentication, Standards.LongLivedSecrets, Standards.AccessControl]);
    }

    private static FindingWords Guesses(FindingFacts facts) => new(
        FindingNames.PasswordGuessed,
        Severity.Low,
        $"Somebody has tried wrong passwords of {facts.WhoInside} from where it has never worked ({facts.Explained}); by itself this breaks nothing.",
        [
            SignInLog.Look(
                facts,
                "See who tries",
                "The addresses are in the evidence, the first and the last few. Many addresses, many accounts, odd applications: somebody guesses, and goes on as long as the account has a password.",
                "Look for successes from the same addresses, of this account and of all others: a success means that they are in.",
                "One address at a regular pace: a job of yours that has moved there without its password. Give it the current one, from the vault."),
            RightPasswordElsewhere.OwnNetwork,
            ReplaceTheAccount.ManagedIdentity,
            ReplaceTheAccount.Certificate,
        ],
        [Standards.BruteForce, Standards.InsecureAuthentication, Standards.Monitoring]);

    private static string OfApp(FindingFacts facts) => $"{facts.Client} presents a credential that is not accepted ({facts.Explained}).";

    private static string OfUser(FindingFacts facts) => IsAgentFault(facts)
        ? $"{facts.Who} cannot sign in because its password could not be checked on the premises, right or wrong ({facts.Explained})."
        : $"{facts.Who} presents a user name and password that are not accepted ({facts.Explained}).";

    private static bool IsAgentFault(FindingFacts facts) => facts.Total.Codes.All(code => facts.Codes.Find(code)?.AlsoClass.Contains(ErrorClass.Noise) is true);

    private static IReadOnlyList<Remedy> UserRemedies(FindingFacts facts) => IsAgentFault(facts)
        ? [Agents]
        :
        [
            StalePassword(facts),
            ReplaceTheAccount.ManagedIdentity,
            ReplaceTheAccount.Certificate,
            Password.Reset(facts, "Reset the password only when nobody knows it any more, or somebody guesses", "Not before the step above: a reset breaks every other job that still has the right password."),
        ];

    private static Remedy StalePassword(FindingFacts facts) => SignInLog.Look(
        facts,
        "Find the place that sends the wrong password, and give it the current one",
        "One address, one application, at a regular pace: a job with a stale password. It never gets locked out, because the same wrong password sent again does not count, so it fails until somebody repairs it.",
        "Changing addresses or applications: somebody guesses. Then look at NHI102 and NHI103 and keep the account to its own network.",
        "Compare the first failure with the date of the last password change (Users, the account, Properties), then put the current password, from the vault, where that job reads it.");

    private static Remedy Agents { get; } = new(
        "Repair the pass-through authentication agents",
        [
            "Microsoft Entra admin center: Entra Connect, Connect Sync, Pass-through authentication: every agent must be active; have at least three.",
            "On the agents' servers: the service 'Microsoft Azure AD Connect Authentication Agent' runs, domain controllers answer, clocks agree.",
            "Password hash synchronization as a second way lets the account sign in while the agents are down.",
        ])
    {
        PowerShell = """
            # On each agent's server:
            Get-Service -Name 'AzureADConnectAuthenticationAgent'
            w32tm /query /status
            """,
    };

    private static IReadOnlyList<Remedy> AppRemedies(FindingFacts facts) => facts switch
    {
        { Form: ObjectForm.ManagedIdentity } => [Recreated],
        { IsVendors: true } => [AppCredential.Vendor(facts.AppId)],
        _ when facts.Has(Federated) => [FederatedMatch(facts.AppId), AppCredential.Certificate(facts.AppId)],
        _ => [Compare(facts.AppId), AppCredential.Certificate(facts.AppId), AppCredential.NewSecret(facts.AppId), AppCredential.NoSecret(facts.AppId)],
    };

    private static Remedy Recreated { get; } = new(
        "Let the resource ask for a token again: the platform keeps this credential, nobody can rotate it",
        [
            "A managed identity that was deleted and created again is another identity: assign it again, grant its roles again and restart what runs on the resource.",
            "Where it stands in for a secret as a federated credential, compare its object id with the credential's subject.",
        ])
    {
        Az = "az identity show --ids '<identity-resource-id>' --query '{client:clientId,principal:principalId}'",
    };

    private static Remedy Compare(string app) => new(
        "Compare what the application sends with what is registered",
        [
            "Microsoft Entra admin center: App registrations, the application, Certificates & secrets: the key id, thumbprint and end date of each credential. Usual mistakes: the secret's id instead of its value, the value before the last rotation, a certificate that was never uploaded, a clock that is wrong.",
            "Read what the application has where it runs (Key Vault version, app setting, pipeline variable): every copy, also what is cached up to a day.",
            "Right after a rotation wait: a new secret works within seconds as a rule, sometimes after 5 minutes.",
        ])
    {
        Az = $"""
            az ad app credential list --id '{app}'
            az ad app credential list --id '{app}' --cert
            """,
        PowerShell = $"""
            Connect-MgGraph -Scopes 'Application.Read.All'
            Get-MgApplication -Filter "appId eq '{app}'" -Property PasswordCredentials,KeyCredentials | Select-Object -ExpandProperty PasswordCredentials
            """,
    };

    private static Remedy FederatedMatch(string app) => new(
        "Make the federated credential match the token that the platform sends",
        [
            "Microsoft Entra admin center: App registrations, the application, Certificates & secrets, Federated credentials: issuer, subject and audience must equal the token's, letter for letter, case included.",
            "The subject changes with branch, tag, environment, repository name or service account; add a credential for each that may sign in, not a wider one than needed.",
        ])
    {
        Az = $"az ad app federated-credential list --id '{app}'",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'Application.Read.All'
            $app = Get-MgApplication -Filter "appId eq '{{app}}'"
            Get-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id | Select-Object Name, Issuer, Subject, Audiences
            """,
    };
}
