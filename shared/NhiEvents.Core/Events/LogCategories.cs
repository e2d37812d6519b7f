using System.Collections.Frozen;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Categories of Microsoft Entra diagnostic settings and of the Azure Activity Log, and the Log Analytics tables that hold them.</summary>
internal static class LogCategories
{
    public static FrozenDictionary<string, SignInKind> SignIns { get; } = new Dictionary<string, SignInKind>
    {
        ["SignInLogs"] = SignInKind.InteractiveUser,
        ["NonInteractiveUserSignInLogs"] = SignInKind.NonInteractiveUser,
        ["ServicePrincipalSignInLogs"] = SignInKind.ServicePrincipal,
        ["ManagedIdentitySignInLogs"] = SignInKind.ManagedIdentity,
        ["AADNonInteractiveUserSignInLogs"] = SignInKind.NonInteractiveUser,
        ["AADServicePrincipalSignInLogs"] = SignInKind.ServicePrincipal,
        ["AADManagedIdentitySignInLogs"] = SignInKind.ManagedIdentity,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tables of advanced hunting that hold sign-ins; their rows say of which kind.</summary>
    public static FrozenSet<string> HuntingSignIns { get; } = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "EntraIdSignInEvents", "EntraIdSpnSignInEvents", "AADSignInEventsBeta", "AADSpnSignInEventsBeta");

    /// <summary>Whether a name is that of a table of advanced hunting.</summary>
    /// <param name="isSignIns">Whether it holds sign-ins; null when it is no such name.</param>
    public static bool IsOfHunting(string log, out bool? isSignIns)
    {
        var streamed = log.StartsWith(Hunting + "-", StringComparison.OrdinalIgnoreCase);
        var signIns = HuntingSignIns.Contains(streamed ? log[(Hunting.Length + 1)..] : log);
        isSignIns = streamed || signIns ? signIns : null;
        return isSignIns is not null;
    }

    /// <summary>The log that a copy of a table is named after: a search job's, a restored or a custom one.</summary>
    public static string? NameOf(string? table) =>
        table?.IndexOf('_', StringComparison.Ordinal) is { } end and > 0 && (SignIns.ContainsKey(table[..end]) || NotRead.Contains(table[..end])) ? table[..end] : table;

    /// <summary>Any other table of advanced hunting, and what the category of one starts with when Defender streams it.</summary>
    public const string Hunting = "AdvancedHunting";

    /// <summary>Sign-ins in the unified audit log, which names neither their credential nor who demanded what.</summary>
    public const string OfficeSignIns = "OfficeSignIns";

    /// <summary>Known, and no sign-ins: <see cref="OtherLogs"/> knows which of them are read.</summary>
    public static FrozenSet<string> NotRead { get; } = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "AuditLogs", "ProvisioningLogs", "ADFSSignInLogs", "RiskyUsers", "UserRiskEvents", "RiskyServicePrincipals", "ServicePrincipalRiskEvents",
        "NetworkAccessTrafficLogs", "NetworkAccessAlerts", "NetworkAccessConnectionEvents", "NetworkAccessGenerativeAIInsights", "EnrichedOffice365AuditLogs",
        "MicrosoftGraphActivityLogs", "MicrosoftServicePrincipalSignInLogs", "RemoteNetworkHealthLogs", "B2CRequestLogs", "AzureADGraphActivityLogs",
        "GraphNotificationsActivityLogs", "PreAuthenticationDiscoveryLogs", "RiskyAgents", "AgentRiskEvents", "CustomSecurityAttributeAuditLogs",
        "MicrosoftNonInteractiveUserSignInLogs", "MicrosoftManagedIdentitySignInLogs",
        "AADProvisioningLogs", "AADRiskyUsers", "AADUserRiskEvents", "AADRiskyServicePrincipals", "AADServicePrincipalRiskEvents", "AzureActivity", "SecurityEvent",
        "WindowsEvent", "Event", "OfficeActivity",
        "Administrative", "Policy", "Security", "ServiceHealth", "Alert", "Recommendation", "Autoscale", "ResourceHealth",
        "Action", "Write", "Delete"); // the Activity Log in storage accounts, in its first form
}
