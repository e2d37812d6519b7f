namespace NhiEvents.Core.Tests.Detection;

public sealed class CrashTests
{
    [Fact]
    public async Task A_crash_at_any_call_and_a_second_delivery_give_one_outcome()
    {
        var (expected, announced, calls) = await RunAsync(null);

        for (var at = 1; at <= calls; at++)
        {
            var (documents, findings, _) = await RunAsync(at);

            Assert.True(expected == documents, $"crash at call {at}: other documents");
            Assert.True(announced.SequenceEqual(findings), $"crash at call {at}: announced {string.Join(',', findings)}");
        }
    }

    private static async Task<(string Documents, IReadOnlyList<string> Announced, int Calls)> RunAsync(int? crashAt)
    {
        var world = new DetectionWorld(SignIns.Start.AddMinutes(5));
        world.Crash.At = crashAt;
        await UntilDoneAsync(async () => Assert.All(await world.TryDeliverAsync(SignIns.User(0, 50076), SignIns.User(58, 50076), SignIns.App(0, 7000222)), failed => Assert.IsType<IOException>(failed.Failure)), world);
        await SweepAsync(world);
        await UntilDoneAsync(() => world.RunDeadlinesAsync(DateTimeOffset.MaxValue), world);
        await UntilDoneAsync(async () => await world.TryDeliverAsync(SignIns.User(61, 0)), world);
        await SweepAsync(world);
        var calls = world.Crash.Steps;
        world.Crash.At = null;
        Assert.DoesNotContain(world.Store.KeysOf("identity"), key => key.StartsWith('~'));
        return (await world.DocumentsAsync(), [.. world.Announced().Select(changed => $"{changed.Finding.FindingType} {changed.Revision} {changed.Finding.State} {changed.Finding.Count}").Order(StringComparer.Ordinal)], calls);
    }

    /// <summary>What a crash left in the outbox is sent by the sweep.</summary>
    private static Task SweepAsync(DetectionWorld world)
    {
        world.Time.Advance(TimeSpan.FromMinutes(2));
        return UntilDoneAsync(() => world.Outbox.SweepAsync(TestContext.Current.CancellationToken), world);
    }

    /// <summary>Delivers again after a crash, as the host does.</summary>
    private static async Task UntilDoneAsync(Func<Task> work, DetectionWorld world)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = world.Crash.Steps;
            try
            {
                await work();
            }
            catch (IOException) when (attempt == 0)
            {
                continue;
            }

            if (world.Crash.At is not { } at || at <= before || at > world.Crash.Steps)
            {
                return;
            }
        }
    }
}
