using NhiEvents.Tests;

namespace NhiEvents.Core.Tests;

public sealed class PartByPartTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_fails_stops_no_other()
    {
        var (parts, done, told) = (new PartByPart<string>(_time), new List<string>(), new List<string>());

        foreach (var part in (string[])["a", "b", "c"])
        {
            await parts.HandleAsync([part], () => part == "b" ? throw new IOException("no answer") : Task.Run(() => done.Add(part), Ct), failure => told.Add(failure.Message), Ct);
        }

        Assert.Equal(["a", "c"], done);
        Assert.Equal(["no answer"], told);
        Assert.Equal("b", Assert.Single(Assert.Single(parts.Failed).Events));
    }

    [Fact]
    public async Task When_ten_seconds_are_over_no_further_part_is_begun()
    {
        var (parts, done) = (new PartByPart<int>(_time), new List<int>());

        for (var part = 0; part < 5; part++)
        {
            await parts.HandleAsync([part, part], () => WorkAsync(part), _ => Assert.Fail("nothing failed"), Ct);
        }

        Assert.Equal([0, 1, 2], done);
        Assert.Equal([3, 3, 4, 4], parts.Failed.SelectMany(part => part.Events));
        Assert.All(parts.Failed, part => Assert.IsType<TimeoutException>(part.Failure));

        Task WorkAsync(int part)
        {
            done.Add(part);
            _time.Advance(TimeSpan.FromSeconds(4));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_stop_of_the_app_is_no_failure_of_a_part()
    {
        using var stop = new CancellationTokenSource();
        var parts = new PartByPart<int>(_time);

        await Assert.ThrowsAsync<OperationCanceledException>(() => parts.HandleAsync([1], StopAsync, _ => Assert.Fail("nothing failed"), stop.Token));

        Assert.Empty(parts.Failed);

        async Task StopAsync()
        {
            await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
        }
    }
}
