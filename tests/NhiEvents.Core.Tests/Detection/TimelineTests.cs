using NhiEvents.Core.Detection.Timelines;

namespace NhiEvents.Core.Tests.Detection;

public sealed class TimelineTests : IDisposable
{
    private readonly DetectionWorld _world = new();

    [Fact]
    public async Task Slots_add_up_to_the_identity_and_its_findings()
    {
        await _world.DeliverAsync([SignIns.User(0, 0), .. Enumerable.Range(1, 30).Select(i => SignIns.User(i * 20, 50076)), SignIns.User(610, 0)]);
        await _world.RunAllDeadlinesAsync();

        var timeline = Assert.Single(await ReadAsync(SignIns.Start, SignIns.Start.AddMinutes(610)));

        var identity = Assert.Single((await _world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities);
        var finding = Assert.Single(await _world.FindingsAsync());
        Assert.Equal(identity.Successes, timeline.Slots.Sum(slot => slot.Successes));
        Assert.Equal(identity.Failures, timeline.Slots.Sum(slot => slot.Failures));
        Assert.Equal(finding.Count, timeline.Slots.Sum(slot => slot.ByFinding.Sum(part => part.Count)));
        Assert.True(finding.Count < identity.Failures); // the last one was answered
        Assert.All(timeline.Slots, slot => Assert.All(slot.ByFinding, part => Assert.Equal("NHI101", part.Finding)));
    }

    [Fact]
    public async Task Says_what_came_last_on_each_path_that_failed()
    {
        await _world.DeliverAsync([SignIns.App(0, 7000222), SignIns.App(5, 7000222), SignIns.App(90, 0), SignIns.User(10, 50076), SignIns.User(11, 0) with { ResourceId = "elsewhere" }]);
        await _world.RunAllDeadlinesAsync();

        var paths = (await ReadAsync(SignIns.Start, SignIns.Start.AddHours(2))).SelectMany(timeline => timeline.Paths).ToList();

        Assert.Equal(2, paths.Count);
        var app = Assert.Single(paths, path => path.FailedWith.ContainsKey(7000222));
        Assert.Equal((SignIns.Start.AddMinutes(5), SignIns.Start.AddMinutes(90)), (app.FailedWith[7000222], app.LastSuccess));
        Assert.Null(Assert.Single(paths, path => path.FailedWith.ContainsKey(50076)).LastSuccess);
    }

    [Fact]
    public async Task A_finding_that_is_not_shown_is_not_counted()
    {
        await _world.DeliverAsync([SignIns.App(0, 987654)]);

        var slot = Assert.Single(Assert.Single(await ReadAsync(SignIns.Start, SignIns.Start)).Slots);

        Assert.Equal(1, slot.Failures);
        Assert.Empty(slot.ByFinding);
    }

    [Fact]
    public async Task A_denied_operation_is_no_failed_sign_in_but_counts_for_its_finding()
    {
        await _world.DenyAsync(CauseWorld.Denied(0), CauseWorld.Denied(1));

        var slot = Assert.Single(Assert.Single(await ReadAsync(SignIns.Start, SignIns.Start)).Slots);

        Assert.Equal((0, 2), (slot.Failures, slot.Denied));
        Assert.Equal([new FindingCount("NHI111", 2)], slot.ByFinding);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(95, 1, 96)]
    [InlineData(96, 24, 5)]
    [InlineData(24 * 90, 24, 91)]
    [InlineData(24 * 365, 24 * 4, 92)]
    [InlineData(24 * 36500, 24 * 305, 120)]
    public void A_scale_is_hours_or_days_and_bounded(int hours, int widthHours, int count)
    {
        var (first, last) = (SignIns.Start, SignIns.Start.AddHours(hours));

        var scale = TimelineScale.For(first, last);

        Assert.Equal((TimeSpan.FromHours(widthHours), count), (scale.Width, scale.Count));
        Assert.InRange(scale.Count, 1, TimelineScale.MaxSlots);
        Assert.True(scale.Start <= first && last < scale.End);
        Assert.Equal((0, scale.Count - 1), (scale.IndexOf(first), scale.IndexOf(last)));
        Assert.Equal((0, scale.Count - 1), (scale.IndexOf(DateTimeOffset.MinValue), scale.IndexOf(DateTimeOffset.MaxValue)));
    }

    private async Task<List<IdentityTimeline>> ReadAsync(DateTimeOffset first, DateTimeOffset last) =>
        await new TimelineRepository(_world.Ports.Faults).ReadAllAsync(TimelineScale.For(first, last), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _world.Dispose();
}
