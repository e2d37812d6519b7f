using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Response;

internal static partial class Log
{
    [LoggerMessage(8001, LogLevel.Information, "{Finding} on identity {IdentityId}: {Kind} is {State}")]
    public static partial void Reacted(this ILogger logger, string identityId, string finding, ReactionKind kind, ReactionState state);

    [LoggerMessage(8002, LogLevel.Information, "Reaction {ReactionId} on identity {IdentityId} is now {State}")]
    public static partial void Turned(this ILogger logger, string reactionId, string identityId, ReactionState state);

    [LoggerMessage(8003, LogLevel.Warning, "Reaction {ReactionId}: Entra failed ({Failures} times): {Fault}")]
    public static partial void WriteFailed(this ILogger logger, Exception failure, string reactionId, int failures, EntraFault fault);

    [LoggerMessage(8004, LogLevel.Error, "Reaction {ReactionId} on identity {IdentityId} is held and needs a person: {Reason}")]
    public static partial void Held(this ILogger logger, string reactionId, string identityId, string reason);

    [LoggerMessage(8005, LogLevel.Warning, "Change {ChangeId} could not be noted as a cause now; it is handed to the retry queue")]
    public static partial void ChangeFailed(this ILogger logger, Exception failure, string changeId);
}
