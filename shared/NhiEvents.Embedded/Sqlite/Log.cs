using Microsoft.Extensions.Logging;

namespace NhiEvents.Embedded.Sqlite;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Warning, "Message {Sequence} of {EntityPath} is dead-lettered: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string entityPath, long sequence, string reason);

    [LoggerMessage(5002, LogLevel.Warning, "Delivery of batch {Batch} to {Subscription} is dead-lettered after {Attempts} attempts: {Reason}")]
    public static partial void DeliveryDeadLettered(this ILogger logger, string subscription, long batch, int attempts, string reason);
}
