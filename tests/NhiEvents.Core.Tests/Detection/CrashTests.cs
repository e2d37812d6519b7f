using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection;

public sealed class CrashTests
{
    [Fact]
    public Task A_crash_at_any_call_and_a_second_delivery_give_one_outcome() => OneOutcomeAsync(Fault.Crash);

    [Fact]
    public Task A_write_that_comes_back_as_stale_because_its_answer_was_lost_gives_one_outcome() => OneOutcomeAsync(Fault.LostAnswer);

    [Fact]
    public Task What_waits_for_its_window_to_end_is_told_after_a_crash_at_any_call() => ToldAtLastAsync(Fault.Crash);

    [Fact]
    public Task What_waits_for_its_window_to_end_is_told_when_the_answer_to_a_write_was_lost() => ToldAtLastAsync(Fault.LostAnswer);

    private static async Task ToldAtLastAsync(Fault fault)
    {
        var (documents, told, points) = await GrowAsync(fault, null);

        Assert.InRange(points, 5, 1000);
        Assert.EndsWith(" 7", told, StringComparison.Ordinal);
        for (var at = 1; at <= points; at++)
        {
            Assert.Equal((documents, told), await GrowAsync(fault, at) is var (others, last, _) ? (others, last) : default);
        }
    }

    /// <summary>A failure every six hours; the fault is on the second day, on which growth waits.</summary>
    private static async Task<(string Documents, string LastTold, int Points)> GrowAsync(Fault fault, int? at)
    {
        using var world = new DetectionWorld(SignIns.Start);
        foreach (var minute in Enumerable.Range(0, 6).Select(number => number * 360))
        {
            await world.RunDeadlinesAsync(SignIns.Start.AddMinutes(minute));
            world.Time.AdvanceTo(SignIns.Start.AddMinutes(minute));
            await world.DeliverAsync(SignIns.User(minute, 50076));
        }

        var over = SignIns.Start.AddMinutes(7 * 360).AddHours(1);
        world.Ports.Faults.Fail(fault, at);
        world.Time.AdvanceTo(SignIns.Start.AddMinutes(6 * 360));
        await UntilDoneAsync(async () => Assert.All(await world.TryDeliverAsync(SignIns.User(6 * 360, 50076)), failed => Assert.IsType<IOException>(failed.Failure)), world);
        await SweepAsync(world);
        await UntilDoneAsync(() => world.RunDeadlinesAsync(over), world);
        await SweepAsync(world);
        await UntilDoneAsync(() => world.RunDeadlinesAsync(over), world);
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        Assert.DoesNotContain(world.Ports.KeysOf("identity"), key => key.StartsWith("~out", StringComparison.Ordinal));
        var last = (await world.AnnouncedAsync()).MaxBy(changed => changed.Revision)!.Finding;
        return (await world.DocumentsAsync(), $"{last.FindingType} {last.LastSeen:u} {last.Count}", points);
    }

    private static async Task OneOutcomeAsync(Fault fault)
    {
        var (expected, announced, points) = await RunAsync(fault, null);

        Assert.InRange(points, 10, 1000);
        for (var at = 1; at <= points; at++)
        {
            var (documents, findings, _) = await RunAsync(fault, at);

            Assert.True(expected == documents, $"{fault} at point {at}: other documents");
            Assert.True(announced.SequenceEqual(findings), $"{fault} at point {at}: announced {string.Join(',', findings)}");
        }
    }

    private static async Task<(string Documents, IReadOnlyList<string> Announced, int Points)> RunAsync(Fault fault, int? at)
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(5));
        world.Ports.Faults.Fail(fault, at);
        await UntilDoneAsync(async () => Assert.All(await world.TryDeliverAsync(SignIns.User(0, 50076), SignIns.User(58, 50076), SignIns.App(0, 7000222)), failed => Assert.IsType<IOException>(failed.Failure)), world);
        await SweepAsync(world);
        await UntilDoneAsync(() => world.RunDeadlinesAsync(DateTimeOffset.MaxValue), world);
        await UntilDoneAsync(async () => await world.TryDeliverAsync(SignIns.User(61, 0)), world);
        await SweepAsync(world);
        await UntilDoneAsync(() => world.RunDeadlinesAsync(DateTimeOffset.MaxValue), world); // what the sweep has sent
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        Assert.DoesNotContain(world.Ports.KeysOf("identity"), key => key.StartsWith('~'));
        var announced = await world.AnnouncedAsync();
        return (await world.DocumentsAsync(), [.. announced.Select(changed => $"{changed.Finding.FindingType} {changed.Revision} {changed.Finding.State} {changed.Finding.Count}").Order(StringComparer.Ordinal)], points);
    }

    /// <summary>What a fault left in the outbox is sent by the sweep, soon enough for duplicate detection to know it.</summary>
    private static Task SweepAsync(DetectionWorld world)
    {
        world.Time.Advance(TimeSpan.FromMinutes(2));
        return UntilDoneAsync(() => world.Outbox.SweepAsync(TestContext.Current.CancellationToken), world);
    }

    /// <summary>After a crash the host starts again: it sweeps, and delivers again.</summary>
    private static async Task UntilDoneAsync(Func<Task> work, DetectionWorld world)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = world.Ports.Faults.Points;
            try
            {
                await work();
            }
            catch (IOException) when (attempt == 0)
            {
                await SweepAsync(world);
                continue;
            }

            if (world.Ports.Faults.At is not { } at || at <= before || at > world.Ports.Faults.Points)
            {
                return;
            }
        }
    }
}
