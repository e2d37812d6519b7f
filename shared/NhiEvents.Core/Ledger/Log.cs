using Microsoft.Extensions.Logging;

namespace NhiEvents.Core.Ledger;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Error, "The ledger was not sealed: {Reason}")]
    public static partial void NotSealed(this ILogger logger, string reason);

    [LoggerMessage(9002, LogLevel.Warning, "The ledger could not be sealed now; the timer tries again: {Reason}")]
    public static partial void SealDelayed(this ILogger logger, Exception failure, string reason);
}
