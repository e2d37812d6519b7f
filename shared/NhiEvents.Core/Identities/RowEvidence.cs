using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Identities;

/// <summary>What one log row says about whether its identity is a person.</summary>
public static class RowEvidence
{
    private static readonly IReadOnlyList<string> OfServicePrincipals = [EvidenceKinds.ServicePrincipal];

    private static readonly IReadOnlyList<string> OfManagedIdentities = [EvidenceKinds.ManagedIdentity];

    /// <summary>Slugs of <see cref="EvidenceKinds"/>, sorted; empty when the row shows nothing.</summary>
    public static IReadOnlyList<string> For(SignIn row, EvidenceRules rules)
    {
        switch (row.Kind)
        {
            case SignInKind.ServicePrincipal:
                return rules.IsRegistered(row.IdentityId) ? [EvidenceKinds.Registered, EvidenceKinds.ServicePrincipal] : OfServicePrincipals;
            case SignInKind.ManagedIdentity:
                return rules.IsRegistered(row.IdentityId) ? [EvidenceKinds.ManagedIdentity, EvidenceKinds.Registered] : OfManagedIdentities;
        }

        var found = new SortedSet<string>(rules.Known.Find(row.IdentityId, row.UserPrincipalName, null)?.Evidence ?? [], StringComparer.Ordinal);
        AddWhen(rules.IsRegistered(row.IdentityId), EvidenceKinds.Registered);
        AddWhen(rules.IsAutomationName(AccountName(row)), EvidenceKinds.NamingPattern);
        AddWhen(Is(row.AuthenticationProtocol, "ropc"), EvidenceKinds.Ropc);
        AddWhen(Is(row.AuthenticationProtocol, "deviceCode"), EvidenceKinds.DeviceCode);
        AddWhen(rules.IsLegacyClient(row.ClientAppUsed), EvidenceKinds.LegacyClient);

        // A command line calls itself what its library is called, whoever sits before it: there the user agent says nothing that the application does not.
        var commandLine = rules.IsCommandLineApp(row.AppId);
        AddWhen(commandLine, EvidenceKinds.CommandLineClient);
        AddWhen(!commandLine && rules.IsToolUserAgent(row.UserAgent), EvidenceKinds.ToolUserAgent);
        return [.. found];

        void AddWhen(bool shown, string kind)
        {
            if (shown)
            {
                found.Add(kind);
            }
        }
    }

    /// <summary>What a user's name and client application say, where a row has nothing else.</summary>
    public static IReadOnlyList<string> ForAccount(string? userPrincipalName, string? appId, EvidenceRules rules)
    {
        List<string> found = rules.IsCommandLineApp(appId) ? [EvidenceKinds.CommandLineClient] : [];
        if (userPrincipalName is not null && rules.IsAutomationName(AccountName(userPrincipalName)))
        {
            found.Add(EvidenceKinds.NamingPattern);
        }

        return found;
    }

    /// <summary>The part before the @; of a guest (<c>name_domain.com#EXT#@tenant</c>) the part before its own @; all of a name that has neither.</summary>
    public static string AccountName(string userPrincipalName)
    {
        var guest = userPrincipalName.IndexOf("#EXT#", StringComparison.OrdinalIgnoreCase);
        if (guest > 0)
        {
            var domain = userPrincipalName.LastIndexOf('_', guest);
            return domain > 0 ? userPrincipalName[..domain] : userPrincipalName[..guest];
        }

        var at = userPrincipalName.IndexOf('@');
        return at >= 0 ? userPrincipalName[..at] : userPrincipalName;
    }

    private static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without a user principal name, a display name that is one word.</summary>
    private static string AccountName(SignIn row) =>
        row.UserPrincipalName is { } upn ? AccountName(upn) : row.DisplayName is { } name && !name.Contains(' ') ? name : "";
}
