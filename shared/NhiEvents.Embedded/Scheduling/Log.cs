using Microsoft.Extensions.Logging;

namespace NhiEvents.Embedded.Scheduling;

internal static partial class Log
{
    [LoggerMessage(5900, LogLevel.Error, "The step of {Work} failed; it runs again")]
    public static partial void StepFailed(this ILogger logger, string work, Exception fault);
}
