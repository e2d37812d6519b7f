using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NhiEvents.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Hosting;

public sealed class ArrivalAgeTests
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _lines = [];

    private ArrivalAge Age() => new(_time, new LoggerFactory([new LogLines(_lines)]).CreateLogger<ArrivalAge>());

    [Fact]
    public void The_oldest_of_a_batch_is_what_is_said_and_only_when_it_is_late()
    {
        var age = Age();
        var now = _time.GetUtcNow();

        age.Note([now.AddMinutes(-9), now]);
        Assert.Empty(_lines);

        age.Note([now, now.AddMinutes(-25), now.AddMinutes(-11)]);
        Assert.Equal(["The oldest of these logs had waited 1500 seconds in the event hub"], _lines);
    }

    [Fact]
    public void What_has_no_time_of_arrival_or_one_to_come_says_nothing()
    {
        Age().Note([default, _time.GetUtcNow().AddHours(1)]);
        Age().Note([]);

        Assert.Empty(_lines);
    }
}
