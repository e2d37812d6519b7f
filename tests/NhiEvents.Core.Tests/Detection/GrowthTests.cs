using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>What of an open finding is told at once, and what when the hour is over.</summary>
public sealed class GrowthTests
{
    private const int Challenged = 50076;

    [Fact]
    public async Task Failures_of_one_job_are_told_once_an_hour_and_none_is_forgotten()
    {
        using var world = new DetectionWorld(SignIns.Start);

        await FailEveryFiveMinutesAsync(world, from: 0, times: 30);
        await world.RunAllDeadlinesAsync();

        var told = await ToldAsync(world);
        Assert.Equal([1, 10, 30], told.Where(one => one.Count is 1 or 10 or 30).Select(one => one.Count));
        Assert.InRange(told.Count, 4, 5);
        Assert.Equal(30, Assert.Single(await world.FindingsAsync()).Count);
    }

    [Fact]
    public async Task The_last_failures_are_told_when_the_hour_is_over_though_nothing_comes_any_more()
    {
        using var world = new DetectionWorld(SignIns.Start);
        await world.DeliverAsync(SignIns.User(0, Challenged));
        await world.RunDeadlinesAsync(SignIns.Start.AddMinutes(20));
        world.Time.AdvanceTo(SignIns.Start.AddMinutes(21));

        await world.DeliverAsync(SignIns.User(2, Challenged));

        Assert.Equal([1], (await ToldAsync(world)).Select(one => one.Count));
        await world.RunAllDeadlinesAsync();
        Assert.Equal([1, 2], (await ToldAsync(world)).Select(one => one.Count));
        Assert.Equal(SignIns.Start.AddHours(1), world.Time.GetUtcNow());
    }

    [Fact]
    public async Task What_a_finding_says_anew_is_told_at_once()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(30));
        await world.DeliverAsync(SignIns.User(0, Challenged));

        await world.DeliverAsync(SignIns.User(1, Challenged), SignIns.User(2, Challenged) with { ResourceDisplayName = "Mail", ResourceId = "other" });

        Assert.Equal([1, 3], (await ToldAsync(world)).Select(one => one.Count));
    }

    [Fact]
    public async Task A_job_that_worked_and_breaks_again_is_told_at_once()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(45));
        await world.DeliverAsync(SignIns.User(0, Challenged));
        await world.DeliverAsync(SignIns.User(12, 0));

        await world.DeliverAsync(SignIns.User(25, Challenged));

        Assert.Equal([1, 2], (await ToldAsync(world)).Select(one => one.Count));
    }

    [Fact]
    public async Task A_refused_credential_is_told_each_time_because_a_rotation_may_be_the_reason()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(30));

        await world.DeliverAsync(SignIns.App(0, 7000215, "k1"));
        await world.DeliverAsync(SignIns.App(1, 7000215, "k1"));

        Assert.Equal([("NHI105", 1), ("NHI105", 2)], (await ToldAsync(world)).Select(one => (one.FindingType, one.Count)));
    }

    [Fact]
    public async Task Old_failures_that_only_arrive_now_are_told_at_once()
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(200));

        await world.DeliverAsync(SignIns.User(14, Challenged));
        await world.DeliverAsync(SignIns.User(44, Challenged));
        await world.DeliverAsync(SignIns.User(74, Challenged));

        Assert.Equal([1, 2, 3], (await ToldAsync(world)).Select(one => one.Count));
    }

    [Fact]
    public async Task What_is_withdrawn_is_told_at_once()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(30));
        await world.DeliverAsync(SignIns.User(0, Challenged));

        await world.DeliverAsync(SignIns.User(5, 0));

        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await ToldAsync(world)).Select(one => one.State));
    }

    private static async Task FailEveryFiveMinutesAsync(DetectionWorld world, int from, int times)
    {
        for (var minute = from; minute < from + (5 * times); minute += 5)
        {
            await world.RunDeadlinesAsync(SignIns.Start.AddMinutes(minute));
            world.Time.AdvanceTo(SignIns.Start.AddMinutes(minute));
            await world.DeliverAsync(SignIns.User(minute, Challenged));
        }
    }

    private static async Task<IReadOnlyList<Finding>> ToldAsync(DetectionWorld world) =>
        [.. (await world.AnnouncedAsync()).OrderBy(changed => changed.Revision).Select(changed => changed.Finding)];
}
