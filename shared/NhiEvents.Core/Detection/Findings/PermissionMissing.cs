using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI109: the application lacks consent, an assignment, or the other application that it calls.</summary>
internal static class PermissionMissing
{
    private const int NotAssigned = 50105;

    private static readonly FrozenSet<int> NoResource = [50001, 500011, 500014, 650052];

    public static FindingWords Words(FindingFacts facts) => new(
        "consent-or-permission-missing",
        Severity.High,
        $"{facts.Client} lacks what it needs{facts.ForResources}, and nobody is there to grant it ({facts.Explained}).",
        facts switch
        {
            _ when facts.Total.Codes.Contains(NotAssigned) => [Assign(facts)],
            _ when facts.Has(NoResource) => [Resource(facts), Consent(facts)],
            _ => [Consent(facts), Request(facts)],
        },
        [Standards.AccessControl]);

    private static Remedy Assign(FindingFacts facts) => new(
        "Assign the identity to the application",
        [
            "Microsoft Entra admin center: Enterprise applications, the application that is called, Users and groups, Add assignment; for an application as caller: grant one of its app roles instead.",
            "An assignment that vanished was removed by a person, a group change or an access review: the audit log of the application says which.",
        ])
    {
        Az = $$"""
            az rest --method post --url 'https://graph.microsoft.com/v1.0/servicePrincipals/<resource-service-principal-id>/appRoleAssignedTo' --body '{"principalId":"{{Principal(facts)}}","resourceId":"<resource-service-principal-id>","appRoleId":"<app-role-id>"}'
            """,
        PowerShell = $"""
            Connect-MgGraph -Scopes 'AppRoleAssignment.ReadWrite.All'
            New-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId '<resource-service-principal-id>' -PrincipalId '{Principal(facts)}' -ResourceId '<resource-service-principal-id>' -AppRoleId '<app-role-id>'
            """,
    };

    private static string Principal(FindingFacts facts) => CommandText.Id(facts.Identity.Id, "<principal-object-id>");

    private static Remedy Resource(FindingFacts facts)
    {
        var resource = CommandText.Id(facts.Cause.ResourceId, "<resource-app-id>");
        return new Remedy(
            "Bring the application that is called into the tenant, or correct its name",
            [
                "Compare scope or resource in the job's configuration with the application's id URI: a wrong one gives the same error, and so does a wrong tenant.",
                "Microsoft Entra admin center: Enterprise applications: is it there, and enabled? A Microsoft service appears once the subscription is there or its service principal is created.",
            ])
        {
            Az = $"""
                az ad sp show --id '{resource}' --query accountEnabled
                az ad sp create --id '<resource-app-id>'
                """,
            PowerShell = """
                Connect-MgGraph -Scopes 'Application.ReadWrite.All'
                New-MgServicePrincipal -AppId '<resource-app-id>'
                """,
        };
    }

    private static Remedy Consent(FindingFacts facts) => new(
        "Grant the permission in advance, as an administrator",
        [
            $"Microsoft Entra admin center: {(facts.IsVendors ? "Enterprise applications, the application, Permissions" : "App registrations, the application, API permissions")}, Grant admin consent. Only what the job needs: application permissions for a job without a user.",
            "Check who asked: consent to an unknown application is how tokens are phished.",
        ])
    {
        Az = $"az ad app permission admin-consent --id '{facts.AppId}'",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'AppRoleAssignment.ReadWrite.All','Application.Read.All'
            $sp = Get-MgServicePrincipal -Filter "appId eq '{{facts.AppId}}'"
            New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $sp.Id -PrincipalId $sp.Id -ResourceId '<api-service-principal-id>' -AppRoleId '<app-role-id>'
            """,
    };

    private static Remedy Request(FindingFacts facts) => new(
        "Or make the job ask only for what is granted",
        ["Compare the scopes in the request with the granted ones; <resource>/.default asks for exactly those.", "On-behalf-of needs the middle application's permission and the caller's consent to it."])
    {
        Az = $"az ad app permission list-grants --id '{facts.AppId}' --show-resource-name",
    };
}
