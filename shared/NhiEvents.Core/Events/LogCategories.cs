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

    /// <summary>Known, and no sign-ins: <see cref="OtherLogs"/> knows which of them are read.</summary>
    public static FrozenSet<string> NotRead { get; } = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "AuditLogs", "ProvisioningLogs", "ADFSSignInLogs", "RiskyUsers", "UserRiskEvents", "RiskyServicePrincipals", "ServicePrincipalRiskEvents",
        "NetworkAccessTrafficLogs", "NetworkAccessAlerts", "NetworkAccessConnectionEvents", "NetworkAccessGenerativeAIInsights", "EnrichedOffice365AuditLogs",
        "MicrosoftGraphActivityLogs", "MicrosoftServicePrincipalSignInLogs", "RemoteNetworkHealthLogs", "B2CRequestLogs", "AzureADGraphActivityLogs",
        "GraphNotificationsActivityLogs",
        "AADProvisioningLogs", "AADRiskyUsers", "AADUserRiskEvents", "AADRiskyServicePrincipals", "AADServicePrincipalRiskEvents", "AzureActivity", "SecurityEvent",
        "WindowsEvent", "Event", "OfficeActivity",
        "Administrative", "Policy", "Security", "ServiceHealth", "Alert", "Recommendation", "Autoscale", "ResourceHealth",
        "Action", "Write", "Delete"); // the Activity Log in storage accounts, in its first form
}
