using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace NhiEvents.Local.Output;

/// <summary>Log lines on standard error, one line each; standard output is for results.</summary>
internal static class ConsoleLogging
{
    public static ILoggerFactory Create(LogLevel least) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(least)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "HH:mm:ss ";
            format.UseUtcTimestamp = true;
            format.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
