using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>How an application gets a credential that works.</summary>
internal static class AppCredential
{
    public static Remedy Vendor(string app) => new(
        "Tell the application's vendor: the secret belongs to the application in the vendor's tenant",
        [
            "Microsoft Entra admin center: Enterprise applications, the application, Properties: note publisher and application id.",
            "Open a case with the vendor and name the application id, this tenant's id and the error code.",
            "Nothing in this tenant can renew it: credentials of a multi-tenant application are kept where it is registered.",
        ])
    {
        Az = $"az ad sp show --id '{app}' --query '{{name:displayName,owner:appOwnerOrganizationId,publisher:verifiedPublisher.displayName}}'",
        PowerShell = $"""
            Connect-MgGraph -Scopes 'Application.Read.All'
            Get-MgServicePrincipal -Filter "appId eq '{app}'" -Property DisplayName,AppOwnerOrganizationId,VerifiedPublisher | Format-List DisplayName,AppOwnerOrganizationId,VerifiedPublisher
            """,
    };

    public static Remedy Certificate(string app) => new(
        "Give the application a certificate, beside what it has",
        [
            "Microsoft Entra admin center: App registrations, the application, Certificates & secrets, Certificates, Upload certificate.",
            "Install the private key where the application runs (Key Vault, machine store) and switch it to the certificate.",
            "Check the sign-in log: the next sign-in succeeds and shows the new key id.",
        ])
    {
        Az = $"az ad app credential reset --id '{app}' --append --create-cert --cert '<certificate-name>' --keyvault '<vault-name>' --display-name '<purpose>'",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            $app = Get-MgApplication -Filter "appId eq '{{app}}'"
            $cert = Get-PfxCertificate -FilePath '<certificate.cer>'
            # KeyCredentials is replaced as a whole: pass the existing ones too; their keys come only when one application is read with this property.
            $keys = @((Get-MgApplication -ApplicationId $app.Id -Property KeyCredentials).KeyCredentials | Where-Object { $_ })
            Update-MgApplication -ApplicationId $app.Id -KeyCredentials ($keys + @(@{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = $cert.RawData }))
            """,
    };

    public static Remedy NewSecret(string app) => new(
        "Fastest way out of the outage: a new client secret, short-lived",
        [
            "Microsoft Entra admin center: App registrations, the application, Certificates & secrets, New client secret, at most 180 days.",
            "Store the value in Key Vault at once; it is shown only now. Point the application to it and restart what caches it.",
            "A new secret works within seconds as a rule, sometimes after 5 minutes.",
        ])
    {
        Az = $"az ad app credential reset --id '{app}' --append --display-name '<purpose>' --end-date '<yyyy-mm-dd>'",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            $app = Get-MgApplication -Filter "appId eq '{{app}}'"
            Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ displayName = '<purpose>'; endDateTime = (Get-Date).AddDays(180) }
            """,
    };

    public static Remedy NoSecret(string app) => new(
        "So that it does not expire again: a managed identity or a federated credential",
        [
            "Where the application runs on Azure: Identity on its resource, then let a managed identity take its place or stand in for the secret as a federated credential.",
            "Elsewhere (GitHub, Kubernetes): App registrations, the application, Certificates & secrets, Federated credentials, Add credential.",
        ])
    {
        Az = $$$"""
            az ad app federated-credential create --id '{{{app}}}' --parameters '{"name":"<credential-name>","issuer":"<issuer-url>","subject":"<subject>","audiences":["api://AzureADTokenExchange"]}'
            """,
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            $app = Get-MgApplication -Filter "appId eq '{{app}}'"
            New-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id -Name '<credential-name>' -Issuer '<issuer-url>' -Subject '<subject>' -Audiences @('api://AzureADTokenExchange')
            """,
    };
}
