using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI101: somebody demanded an interactive step of a service account.</summary>
internal static class ChallengeDemanded
{
    public static FindingWords Words(RootCause cause, Contribution total, IdentityRow identity)
    {
        var source = ChallengeSource.Of(cause);
        return new FindingWords(
            "challenge-demanded",
            Severity.High,
            Sentence(source, total, identity),
            [ManagedIdentity(), Certificate(), Federated(), Exception(source, total, identity)],
            [Standards.InsecureAuthentication, Standards.AccessControl, Standards.ZeroTrust]);
    }

    private static string Sentence(ChallengeSource source, Contribution total, IdentityRow identity)
    {
        var where = total.Resources.Count > 0 ? $" for {Listed(total.Resources)}" : "";
        var who = source.IsUnknown ? source.Name : $"demanded by {source.Name}{(total.Policies.Count > 0 ? $" ({Listed(total.Policies)})" : "")}";
        return $"Service account {CommandText.Quoted(identity.ToRef().DisplayName)} was asked for an interactive step{where} that automation cannot perform ({who}; AADSTS{string.Join(", AADSTS", total.Codes)}), and no sign-in followed.";
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(3).Select(CommandText.Quoted)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");

    private static Remedy ManagedIdentity() => new(
        "Replace the account with a managed identity, where the job runs on Azure or Azure Arc",
        [
            "Azure portal: open the resource the job runs on, Identity, System assigned, On (or add a user-assigned identity).",
            "Give the identity the same access: Access control (IAM), Add role assignment, Managed identity.",
            "Change the job to sign in with the managed identity (DefaultAzureCredential, az login --identity, Connect-AzAccount -Identity).",
            "When the job has run with it, disable the service account; delete it later.",
        ])
    {
        Az = """
            az identity create --name '<identity-name>' --resource-group '<resource-group>'
            az role assignment create --assignee-object-id '<identity-principal-id>' --assignee-principal-type ServicePrincipal --role '<role>' --scope '<scope>'
            """,
        PowerShell = """
            # For permissions on Microsoft Graph or another API; Azure roles are assigned with az or Az PowerShell.
            Connect-MgGraph -Scopes 'AppRoleAssignment.ReadWrite.All','Application.Read.All'
            New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId '<identity-principal-id>' -PrincipalId '<identity-principal-id>' -ResourceId '<api-service-principal-id>' -AppRoleId '<app-role-id>'
            """,
    };

    private static Remedy Certificate() => new(
        "Otherwise use a service principal with a certificate",
        [
            "Microsoft Entra admin center: App registrations, New registration, single tenant.",
            "Certificates & secrets, Certificates, Upload certificate; keep the private key in Key Vault or the machine's store.",
            "Grant the access that the service account has, as application permissions or role assignments, and no more.",
            "Change the job to sign in as the service principal, then disable the service account.",
        ])
    {
        Az = """
            # The name must be new: az takes over an application that has it, and deletes its secrets.
            az ad sp create-for-rbac --name '<new-app-name>' --role '<role>' --scopes '<scope>' --create-cert --cert '<certificate-name>' --keyvault '<vault-name>'
            """,
        PowerShell = """
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            $cert = Get-PfxCertificate -FilePath '<certificate.cer>'
            $app = New-MgApplication -DisplayName '<new-app-name>' -SignInAudience 'AzureADMyOrg' -KeyCredentials @(@{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = $cert.RawData })
            New-MgServicePrincipal -AppId $app.AppId
            """,
    };

    private static Remedy Federated() => new(
        "Or, where the job runs on GitHub, Kubernetes or another issuer of tokens, a federated credential and no secret at all",
        [
            "Microsoft Entra admin center: App registrations, the application, Certificates & secrets, Federated credentials, Add credential.",
            "Choose the scenario and enter issuer and subject exactly as the platform states them.",
            "Change the job to exchange its platform token, then disable the service account.",
        ])
    {
        Az = """
            az ad app federated-credential create --id '<app-id>' --parameters '{"name":"<credential-name>","issuer":"<issuer-url>","subject":"<subject>","audiences":["api://AzureADTokenExchange"]}'
            """,
        PowerShell = """
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            New-MgApplicationFederatedIdentityCredential -ApplicationId '<app-object-id>' -Name '<credential-name>' -Issuer '<issuer-url>' -Subject '<subject>' -Audiences @('api://AzureADTokenExchange')
            """,
    };

    private static Remedy Exception(ChallengeSource source, Contribution total, IdentityRow identity)
    {
        if (source.WhyNoException is { } why)
        {
            return new Remedy("An exception cannot help here", [$"Why: {why}.", "Use one of the remedies above."]);
        }

        var user = CommandText.Id(identity.Id, "<user-object-id>");
        return new Remedy(
            "Last resort while one of the above is built: a time-boxed exception",
            [
                $"Policy: {(total.Policies.Count > 0 ? Listed(total.Policies) : "find it in the sign-in log, tab Conditional Access")}. Check with What If that no other policy would still challenge.",
                "Agree on owner, reason, end date (days, not months) and the network the job signs in from; have somebody else approve it.",
                "Microsoft Entra admin center: Groups, the policy's exclusion group (assigned, cloud-only), Members, Add. Restrict the account to the agreed network with a second policy.",
                "It takes up to 2 hours, at most a day, to take effect. Remove the member on the end date and read back that it is gone.",
                "It does not help against mandatory MFA for Azure management: no exclusion applies there.",
            ])
        {
            Az = $"az ad group member add --group '<exclusion-group-id>' --member-id '{user}'",
            PowerShell = $"""
                # A role-assignable group also needs the scope RoleManagement.ReadWrite.Directory, and a Privileged Role Administrator.
                Connect-MgGraph -Scopes 'GroupMember.ReadWrite.All'
                New-MgGroupMemberByRef -GroupId '<exclusion-group-id>' -OdataId 'https://graph.microsoft.com/v1.0/directoryObjects/{user}'
                """,
        };
    }
}
