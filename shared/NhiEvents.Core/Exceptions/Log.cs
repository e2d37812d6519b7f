using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Exception {ExemptionId} of identity {IdentityId} is now {State}")]
    public static partial void Turned(this ILogger logger, string exemptionId, string identityId, ExemptionState state);

    [LoggerMessage(2002, LogLevel.Information, "Request {RequestId} for an exception of identity {IdentityId} was refused for {Count} reasons")]
    public static partial void Refused(this ILogger logger, string requestId, string identityId, int count);

    [LoggerMessage(2003, LogLevel.Warning, "Exception {ExemptionId}: Entra failed ({Failures} times in a row): {Fault}")]
    public static partial void WriteFailed(this ILogger logger, Exception failure, string exemptionId, int failures, EntraFault fault);

    [LoggerMessage(2004, LogLevel.Error, "Exception {ExemptionId} is overdue since {End} and needs a person: {Reason}")]
    public static partial void Overdue(this ILogger logger, string exemptionId, DateTimeOffset? end, string reason);

    [LoggerMessage(2005, LogLevel.Information, "Exception {ExemptionId}: a write is held: {Reason}")]
    public static partial void Held(this ILogger logger, string exemptionId, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "All writes of tenant {TenantId} are stopped")]
    public static partial void Stopped(this ILogger logger, string tenantId);

    [LoggerMessage(2007, LogLevel.Warning, "The mode of {Scope} in tenant {TenantId} is now {Mode}")]
    public static partial void ModeChanged(this ILogger logger, string tenantId, string scope, ExceptionMode mode);

    [LoggerMessage(2008, LogLevel.Warning, "Events of identity {IdentityId} could not be handled")]
    public static partial void WatchFailed(this ILogger logger, Exception failure, string identityId);

    [LoggerMessage(2009, LogLevel.Information, "Tenant {TenantId}: {Ways} ways out of {Policies} enforcing policies, {Shadow} that nobody has approved")]
    public static partial void Reconciled(this ILogger logger, string tenantId, int ways, int policies, int shadow);

    [LoggerMessage(2010, LogLevel.Error, "The policy writer has stopped for policy {PolicyId} and needs a person: {Reason}")]
    public static partial void WriterStopped(this ILogger logger, string policyId, string reason);

    [LoggerMessage(2011, LogLevel.Information, "The list of policy {PolicyId} was written and read back")]
    public static partial void PolicyWritten(this ILogger logger, string policyId);

    [LoggerMessage(2012, LogLevel.Warning, "The state holds {Count} tenants; reconciling needs the setting Exceptions:TenantId to know which one the directory is")]
    public static partial void TenantUnclear(this ILogger logger, int count);

    [LoggerMessage(2013, LogLevel.Warning, "The directory could not be read: {Fault}. The next reading follows with the timer")]
    public static partial void NotReconciled(this ILogger logger, Exception failure, EntraFault fault);

    [LoggerMessage(2015, LogLevel.Information, "Import {ImportId} is planned: {Adopted} exclusions would be adopted, {ByHand} are for a person")]
    public static partial void ImportPlanned(this ILogger logger, string importId, int adopted, int byHand);

    [LoggerMessage(2016, LogLevel.Information, "Import {ImportId} was applied: {Made} records were made")]
    public static partial void ImportApplied(this ILogger logger, string importId, int made);

    [LoggerMessage(2017, LogLevel.Warning, "Settings of Conditional Access in tenant {TenantId} may not be read: grant Policy.Read.ConditionalAccess. What they exclude is unknown")]
    public static partial void SettingsUnknown(this ILogger logger, string tenantId);
}
