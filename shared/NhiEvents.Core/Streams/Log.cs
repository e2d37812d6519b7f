using Microsoft.Extensions.Logging;

namespace NhiEvents.Core.Streams;

internal static partial class Log
{
    [LoggerMessage(8501, LogLevel.Warning, "Outlet {Outlet} did not take record {RecordId}; it waits: {Reason}")]
    public static partial void OutletFailed(this ILogger logger, string outlet, string recordId, string reason);

    [LoggerMessage(8502, LogLevel.Error, "Outlet {Outlet} refuses record {RecordId}; it is kept as a dead letter and a person has to look: {Reason}")]
    public static partial void OutletRefused(this ILogger logger, string outlet, string recordId, string reason);
}
