using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Identities;

/// <summary>What one log row says about whether its identity is a person.</summary>
/// <remarks>
/// Client, protocol and user agent are the choice of whoever sends a request. They say something of the account only when the request came with its password or a token of it:
/// else a spray of guessed passwords would turn every person whom it tries into a program.
/// </remarks>
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

        List<string> found = [.. rules.Known.Find(row.IdentityId, row.UserPrincipalName, null)?.Evidence ?? []];
        if (rules.IsRegistered(row.IdentityId))
        {
            found.Add(EvidenceKinds.Registered);
        }

        if (rules.IsAutomationName(AccountName(row)))
        {
            found.Add(EvidenceKinds.NamingPattern);
        }

        if (!rules.IsUnproven(row.ErrorCode))
        {
            found.AddRange(OfClient(row, rules));
        }

        return found.Count < 2 ? found : [.. found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a program has tried to sign in as this user and has shown no password or token of theirs: a job with an old password, or anybody else.</summary>
    public static bool IsVainTry(SignIn row, EvidenceRules rules) =>
        row.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser && rules.IsUnproven(row.ErrorCode) && OfClient(row, rules).Any();

    private static IEnumerable<string> OfClient(SignIn row, EvidenceRules rules)
    {
        if (Is(row.AuthenticationProtocol, "ropc") && !rules.IsPersonalMail(row.ClientAppUsed, row.UserAgent))
        {
            yield return EvidenceKinds.Ropc;
        }

        if (Is(row.AuthenticationProtocol, "deviceCode"))
        {
            yield return EvidenceKinds.DeviceCode;
        }

        if (rules.IsLegacyClient(row.ClientAppUsed))
        {
            yield return EvidenceKinds.LegacyClient;
        }

        // A command line calls itself what its library is called, whoever sits before it: there the user agent says nothing that the application does not.
        if (rules.IsCommandLineApp(row.AppId))
        {
            yield return EvidenceKinds.CommandLineClient;
        }
        else if (rules.IsToolUserAgent(row.UserAgent))
        {
            yield return EvidenceKinds.ToolUserAgent;
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
