using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>What ends the trouble with a service account for good: an identity that no challenge, lockout or password policy can reach.</summary>
internal static class ReplaceTheAccount
{
    public static Remedy ManagedIdentity { get; } = new(
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

    public static Remedy Certificate { get; } = new(
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

    public static Remedy Federated { get; } = new(
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

    /// <summary>As Microsoft recommends for mandatory MFA: whatever the runtime allows, the first first.</summary>
    public static IReadOnlyList<Remedy> InOrder { get; } = [ManagedIdentity, Certificate, Federated];
}
