using System.Diagnostics;
using NhiEvents.Contracts.Messages;
using NhiEvents.Embedded.Tenant.Faults;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Very many exceptions end at once, a fifth of Entra's answers are faults, and the process is killed twice.</summary>
public sealed class CrowdedMinuteTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LatestDecision = TimeSpan.FromSeconds(5);

    /// <summary>A write takes a tenth of a second here: were ends decided behind writes, the last one would wait 20 seconds.</summary>
    [Fact]
    public Task Two_hundred_ends_in_one_second_are_decided_at_once_and_none_is_lost_early_or_done_twice() =>
        EndAsync(200, 5, TimeSpan.FromSeconds(1), (queue, _) => TimeSpan.FromMilliseconds(queue == Queues.ExceptionsDue ? 2 : 100));

    /// <summary>Every message costs on the clock what it has really cost.</summary>
    [Fact]
    [Trait("Set", "Full")]
    public Task Ten_thousand_ends_in_one_minute_are_decided_in_time_and_none_is_lost_early_or_done_twice() => EndAsync(10_000, 50, TimeSpan.FromMinutes(1), (_, real) => real);

    [Fact]
    public async Task After_three_days_off_what_has_ended_is_enforced_oldest_first()
    {
        using var world = await OffForThreeDaysAsync(noticed: true);

        Assert.Equal((12, 12), (world.Ended, world.DecidedEnds.Count)); // one every six hours
        Assert.Equal(world.DecidedEnds.Order(), world.DecidedEnds);
        Assert.Equal(world.Tenant.RemovedFromGroups.Values.OrderDescending(), world.Tenant.RemovedFromGroups.Values);
        Assert.Empty(world.Tenant.Wrong);
    }

    [Fact]
    public async Task After_three_days_off_nobody_gets_a_heap_of_notices()
    {
        using var world = await OffForThreeDaysAsync(noticed: false);

        Assert.Equal(12, world.Ended);
        Assert.InRange(world.Notices.Count, 1, 80 - 12);
        Assert.Equal(world.Notices.Count, world.Notices.Distinct().Count());
    }

    /// <summary>80 exceptions that end over twenty days, and nothing is delivered in the first three of them.</summary>
    private static async Task<CrowdedMinuteWorld> OffForThreeDaysAsync(bool noticed)
    {
        var world = new CrowdedMinuteWorld(80, 4, TimeSpan.FromDays(20), TenantFaults.None, (_, _) => TimeSpan.FromMilliseconds(10), noticed);
        await world.PrepareAsync();
        world.BeOffFor(TimeSpan.FromDays(3));
        await world.RunAsync(TimeSpan.FromMinutes(10));
        return world;
    }

    private async Task EndAsync(int exceptions, int policies, TimeSpan within, Func<string, TimeSpan, TimeSpan> cost)
    {
        var faults = new TenantFaults { Seed = 5, Throttled = 0.05, ServerErrors = 0.05, LostResponses = 0.05, Timeouts = 0.05 };
        using var world = new CrowdedMinuteWorld(exceptions, policies, within, faults, cost);
        await world.PrepareAsync();
        var began = Stopwatch.GetTimestamp();

        await world.RunAsync(TimeSpan.FromHours(12), exceptions / 2, exceptions * 2);

        output.WriteLine($"{exceptions} ends: {world.Handled} messages, {world.Tenant.PolicyWrites} policy writes, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        output.WriteLine($"decided: {Text(world.Decided)}");
        output.WriteLine($"removed from groups: {Text(world.Tenant.RemovedFromGroups.Values)}");
        output.WriteLine($"removed from lists: {Text(world.Tenant.RemovedFromLists.Values)}");
        Assert.Empty(await world.FaultsAsync());
        Assert.Equal((exceptions, exceptions, 2), (world.Ended, world.Decided.Count, world.Kills));
        Assert.Equal(exceptions, world.Tenant.RemovedFromGroups.Count + world.Tenant.RemovedFromLists.Count);
        Assert.InRange(world.Decided.Max(), TimeSpan.Zero, LatestDecision);
    }

    private static string Text(IEnumerable<TimeSpan> late)
    {
        var sorted = late.Order().ToList();
        return sorted.Count == 0 ? "none" : $"{sorted.Count}; half within {sorted[sorted.Count / 2].TotalSeconds:0.00} s, 95 of 100 within {sorted[sorted.Count * 95 / 100].TotalSeconds:0.00} s, the last after {sorted[^1].TotalSeconds:0.00} s";
    }
}
