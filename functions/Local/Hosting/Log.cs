using Microsoft.Extensions.Logging;

namespace NhiEvents.Local;

internal static partial class Log
{
    [LoggerMessage(6901, LogLevel.Warning, "{Function} failed on message {MessageId}, delivery {Delivery}; the message comes back")]
    public static partial void DeliveryFailed(this ILogger logger, string function, string messageId, int delivery, Exception fault);

    [LoggerMessage(6902, LogLevel.Warning, "{Function} failed on {Count} log messages of partition {Partition}, attempt {Attempt}; they come again")]
    public static partial void BatchRetried(this ILogger logger, string function, int count, int partition, int attempt, Exception fault);

    [LoggerMessage(6903, LogLevel.Error, "{Function} failed on {Count} log messages of partition {Partition}; the checkpoint moves on and they are lost, as on the platform")]
    public static partial void BatchLost(this ILogger logger, string function, int count, int partition, Exception fault);

    [LoggerMessage(6904, LogLevel.Warning, "{Function} failed on an Event Grid delivery of {Count} events, attempt {Attempt}; Event Grid delivers again")]
    public static partial void EventsFailed(this ILogger logger, string function, int count, int attempt, Exception fault);

    [LoggerMessage(6905, LogLevel.Error, "Timer {Function} failed; timers are not retried, it runs again on schedule")]
    public static partial void TimerFailed(this ILogger logger, string function, Exception fault);

    [LoggerMessage(6906, LogLevel.Error, "{Function} failed on an HTTP request")]
    public static partial void HttpFailed(this ILogger logger, string function, Exception fault);
}
