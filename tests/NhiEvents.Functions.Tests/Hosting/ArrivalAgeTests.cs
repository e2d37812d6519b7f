using Microsoft.Extensions.Logging;
using NhiEvents.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Hosting;

public sealed class ArrivalAgeTests
{
    private readonly ManualTime _time = new();
    private readonly Lines _lines = new();

    [Fact]
    public void The_oldest_of_a_batch_is_what_is_said_and_only_when_it_is_late()
    {
        var age = new ArrivalAge(_time, _lines);
        var now = _time.GetUtcNow();

        age.Note([now.AddMinutes(-9), now]);
        Assert.Empty(_lines.Said);

        age.Note([now, now.AddMinutes(-25), now.AddMinutes(-11)]);
        Assert.Equal(["The oldest of these logs had waited 1500 seconds in the event hub"], _lines.Said);
    }

    [Fact]
    public void What_has_no_time_of_arrival_or_one_to_come_says_nothing()
    {
        new ArrivalAge(_time, _lines).Note([default, _time.GetUtcNow().AddHours(1)]);
        new ArrivalAge(_time, _lines).Note([]);

        Assert.Empty(_lines.Said);
    }

    private sealed class Lines : ILogger<ArrivalAge>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
