using Microsoft.Extensions.Logging;

namespace NhiEvents.Hosting;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Error, "Message {MessageId} can never work ({Reason}); it is in the dead-letter queue")]
    public static partial void Rejected(this ILogger logger, string messageId, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "{Count} events could not be handled now ({Reasons}) and went to {Queue}")]
    public static partial void HandedOff(this ILogger logger, int count, string reasons, string queue);

    [LoggerMessage(6003, LogLevel.Warning, "Sent {Count} messages that an earlier stop had left")]
    public static partial void Swept(this ILogger logger, int count);

    [LoggerMessage(6004, LogLevel.Warning, "Event {EventId} of type {Type} cannot be read; kept as rejected")]
    public static partial void UnreadableEvent(this ILogger logger, string eventId, string type);

    [LoggerMessage(6005, LogLevel.Warning, "The oldest of these logs had waited {Seconds} seconds in the event hub")]
    public static partial void LogsWaited(this ILogger logger, long seconds);
}
