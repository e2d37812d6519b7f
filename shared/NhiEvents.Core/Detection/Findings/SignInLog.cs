using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>Looking at the log before anything is changed.</summary>
internal static class SignInLog
{
    /// <summary>A remedy that begins with the identity's failed sign-ins of the finding's first code.</summary>
    public static Remedy Look(FindingFacts facts, string title, params IReadOnlyList<string> steps)
    {
        var who = facts.IsUser ? $"userId eq '{facts.UserId}'" : $"servicePrincipalId eq '{CommandText.Id(facts.Identity.Id, "<service-principal-id>")}'";
        var rows = facts.Form switch
        {
            ObjectForm.User => "nonInteractiveUser",
            ObjectForm.ServicePrincipal => "servicePrincipal",
            ObjectForm.ManagedIdentity => "managedIdentity",
        };
        var filter = $"{who} and status/errorCode eq {facts.Total.Codes[0]} and signInEventTypes/any(t: t eq '{rows}')";
        return new Remedy(title, steps)
        {
            Az = $"""
                az rest --method get --url "https://graph.microsoft.com/beta/auditLogs/signIns?\$filter={filter}&\$top=50"
                """,
            PowerShell = $"""
                Connect-MgGraph -Scopes 'AuditLog.Read.All'
                Get-MgBetaAuditLogSignIn -Filter "{filter}" -Top 50 | Select-Object CreatedDateTime, IPAddress, AppDisplayName, ClientAppUsed, UserAgent
                """,
        };
    }

    /// <summary>Who changed the object: the directory's own log.</summary>
    public static Remedy WhoChanged(FindingFacts facts, string title, params IReadOnlyList<string> steps)
    {
        var id = facts.IsUser && facts.Cause.AppId is not null ? "<service-principal-id>" : CommandText.Id(facts.Identity.Id, "<object-id>");
        return new Remedy(title, steps)
        {
            Az = $"""
                az rest --method get --url "https://graph.microsoft.com/v1.0/auditLogs/directoryAudits?\$filter=targetResources/any(t:t/id eq '{id}')"
                """,
            PowerShell = $"""
                Connect-MgGraph -Scopes 'AuditLog.Read.All'
                Get-MgAuditLogDirectoryAudit -Filter "targetResources/any(t:t/id eq '{id}')" | Select-Object ActivityDateTime, ActivityDisplayName, InitiatedBy
                """,
        };
    }
}
