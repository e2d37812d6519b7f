using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>The last resort: a time-boxed way out of a Conditional Access policy, or why there is none.</summary>
internal static class PolicyException
{
    public static Remedy NoHelp(string why) => new("An exception cannot help here", [$"Why: {why}.", "Use one of the remedies above."]);

    /// <param name="whyNot">Why an exception would not help; null when it would.</param>
    public static Remedy OfUser(FindingFacts facts, string? whyNot)
    {
        if (whyNot is not null)
        {
            return NoHelp(whyNot);
        }

        var user = facts.UserId;
        return new Remedy(
            "Last resort while one of the above is built: a time-boxed exception",
            [
                $"Policy: {PolicyNames(facts)}. Check with What If that no other policy would still challenge.",
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

    /// <summary>A group that holds a service principal is silently not applied; hence the attribute.</summary>
    public static Remedy OfServicePrincipal(FindingFacts facts) => new(
        "Last resort: a time-boxed exception by the policy's application filter",
        [
            $"Policy: {PolicyNames(facts)}. Only single-tenant applications can be covered by such a policy, and the only thing it does is block.",
            "Agree on owner, reason, end date and the network the application calls from; have somebody else approve it.",
            "Microsoft Entra admin center: Enterprise applications, the application, Custom security attributes: set the attribute that the policy's filter for applications excludes.",
            "Do not use a group: a group that contains a service principal is silently not applied.",
            "Remove the attribute on the end date and read back that it is gone. A block for risk is never lifted this way.",
        ])
    {
        Az = $$$$"""
            az rest --method patch --url "https://graph.microsoft.com/v1.0/servicePrincipals(appId='{{{{facts.AppId}}}}')" --body '{"customSecurityAttributes":{"<attribute-set>":{"@odata.type":"#Microsoft.DirectoryServices.CustomSecurityAttributeValue","<attribute>":"<value>"}}}'
            """,
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'CustomSecAttributeAssignment.ReadWrite.All','Application.Read.All'
            $sp = Get-MgServicePrincipal -Filter "appId eq '{{facts.AppId}}'"
            Update-MgServicePrincipal -ServicePrincipalId $sp.Id -BodyParameter @{ customSecurityAttributes = @{ '<attribute-set>' = @{ '@odata.type' = '#Microsoft.DirectoryServices.CustomSecurityAttributeValue'; '<attribute>' = '<value>' } } }
            """,
    };

    private static string PolicyNames(FindingFacts facts) =>
        facts.Total.Policies.Count > 0 ? CommandText.Listed(facts.Total.Policies) : "find it in the sign-in log, tab Conditional Access";
}
