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
}
