using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Tests.State;

public sealed class RaceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task A_lost_race_is_run_again(int lost)
    {
        var runs = 0;

        var result = await Race.RunAsync(() => runs++ < lost ? throw new StaleStateException() : Task.FromResult("won"));

        Assert.Equal(("won", lost + 1), (result, runs));
    }

    [Fact]
    public async Task After_twenty_times_it_is_the_callers()
    {
        var runs = 0;

        await Assert.ThrowsAsync<StaleStateException>(() => Race.RunAsync<int>(() => { runs++; throw new StaleStateException(); }));

        Assert.Equal(20, runs);
    }
}
