using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NhiEvents.Tests;

/// <summary>Keeps what is logged, at any level: the message, and behind it the exception.</summary>
internal sealed class LogLines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
