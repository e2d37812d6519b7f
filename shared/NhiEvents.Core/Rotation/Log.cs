using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Rotations;

namespace NhiEvents.Core.Rotation;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Rotation {RotationId} of application {ApplicationId} is now {State}")]
    public static partial void Turned(this ILogger logger, string rotationId, string applicationId, RotationState state);

    [LoggerMessage(3002, LogLevel.Warning, "A step of rotation {RotationId} failed (attempt {Attempt}): {Reason}")]
    public static partial void StepFailed(this ILogger logger, string rotationId, int attempt, string reason);

    [LoggerMessage(3003, LogLevel.Error, "Rotation {RotationId} of application {ApplicationId} needs a person: {Reason}")]
    public static partial void NeedsPerson(this ILogger logger, string rotationId, string applicationId, string reason);

    [LoggerMessage(3004, LogLevel.Information, "Writes of rotations in tenant {TenantId}: stopped is now {Stopped}")]
    public static partial void Braked(this ILogger logger, string tenantId, bool stopped);

    [LoggerMessage(3005, LogLevel.Debug, "A trigger for application {ApplicationId} started nothing: {Reason}")]
    public static partial void NotStarted(this ILogger logger, string applicationId, string reason);

    [LoggerMessage(3006, LogLevel.Information, "Looked at the credentials of {Applications} application(s) of tenant {TenantId}")]
    public static partial void Scanned(this ILogger logger, int applications, string tenantId);

    [LoggerMessage(3007, LogLevel.Warning, "The credentials of application {ApplicationId} could not be looked at: {Reason}")]
    public static partial void NotScanned(this ILogger logger, string applicationId, string reason);

    [LoggerMessage(3008, LogLevel.Warning, "What sign-ins show of the keys of application {ApplicationId} could not be kept now; it is handed to the retry queue")]
    public static partial void UseFailed(this ILogger logger, Exception failure, string applicationId);
}
