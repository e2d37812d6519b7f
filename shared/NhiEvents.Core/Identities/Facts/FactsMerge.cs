using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Facts;

/// <summary>What several sources say of one identity, as one.</summary>
public static class FactsMerge
{
    /// <summary>The first that says something is believed; evidence, tags and credentials are put together.</summary>
    /// <returns>Null for nothing.</returns>
    public static IdentityFacts? Of(IEnumerable<IdentityFacts> inOrderOfTrust)
    {
        IdentityFacts? merged = null;
        foreach (var facts in inOrderOfTrust)
        {
            merged = merged is null ? facts : Of(merged, facts);
        }

        return merged;
    }

    /// <summary>The registry is the owner's own word and goes first.</summary>
    public static int TrustOf(string source) => source == FactsSources.Registry ? 0 : 1;

    private static IdentityFacts Of(IdentityFacts a, IdentityFacts b) => a with
    {
        Id = a.Id ?? b.Id,
        UserPrincipalName = a.UserPrincipalName ?? b.UserPrincipalName,
        AppId = a.AppId ?? b.AppId,
        DisplayName = a.DisplayName ?? b.DisplayName,
        Evidence = [.. a.Evidence.Union(b.Evidence).Order(StringComparer.Ordinal)],
        Kind = a.Kind ?? b.Kind,
        Owner = a.Owner ?? b.Owner,
        Criticality = a.Criticality ?? b.Criticality,
        Tags = [.. a.Tags.Union(b.Tags, StringComparer.OrdinalIgnoreCase)],
        Protected = a.Protected || b.Protected,
        AccountEnabled = a.AccountEnabled ?? b.AccountEnabled,
        UserType = a.UserType ?? b.UserType,
        OnPremises = a.OnPremises ?? b.OnPremises,
        SamAccountName = a.SamAccountName ?? b.SamAccountName,
        OnPremisesSid = a.OnPremisesSid ?? b.OnPremisesSid,
        AppOwnerTenantId = a.AppOwnerTenantId ?? b.AppOwnerTenantId,
        ServicePrincipalType = a.ServicePrincipalType ?? b.ServicePrincipalType,
        ObjectType = a.ObjectType ?? b.ObjectType,
        MailboxType = a.MailboxType ?? b.MailboxType,
        AppRoles = a.AppRoles is null ? b.AppRoles : b.AppRoles is null ? a.AppRoles : [.. a.AppRoles.Union(b.AppRoles).Order(StringComparer.Ordinal)],
        CreatedAt = a.CreatedAt ?? b.CreatedAt,
        Activity = a.Activity ?? b.Activity,
        Saml = a.Saml ?? b.Saml,
        Credentials = [.. a.Credentials.Concat(b.Credentials).DistinctBy(credential => credential.KeyId)],
    };
}

/// <summary>Names of the sources of facts.</summary>
public static class FactsSources
{
    public const string Registry = "registry";

    public const string Directory = "directory";
}
