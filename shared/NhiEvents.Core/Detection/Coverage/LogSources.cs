using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>Which log a sign-in is a row of, and what a log is called.</summary>
internal static class LogSources
{
    public static IReadOnlyList<LogSource> All { get; } = Enum.GetValues<LogSource>();

    public static LogSource Of(SignInKind kind) => kind switch
    {
        SignInKind.InteractiveUser => LogSource.InteractiveUser,
        SignInKind.NonInteractiveUser => LogSource.NonInteractiveUser,
        SignInKind.ServicePrincipal => LogSource.ServicePrincipal,
        SignInKind.ManagedIdentity => LogSource.ManagedIdentity,
    };

    /// <summary>As diagnostic settings name it.</summary>
    public static string CategoryOf(LogSource source) => source switch
    {
        LogSource.InteractiveUser => "SignInLogs",
        LogSource.NonInteractiveUser => "NonInteractiveUserSignInLogs",
        LogSource.ServicePrincipal => "ServicePrincipalSignInLogs",
        LogSource.ManagedIdentity => "ManagedIdentitySignInLogs",
        LogSource.Audit => "AuditLogs",
    };
}
