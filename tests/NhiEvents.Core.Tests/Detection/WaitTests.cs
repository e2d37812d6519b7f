using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>A failure that a success could still close is nothing yet; at the very moment at which nothing can close it any more it is a finding.</summary>
public sealed class WaitTests
{
    /// <summary>No round time, so that a deadline which is only near shows.</summary>
    private const double Minute = 7.5;

    private static readonly DateTimeOffset Failed = SignIns.Start.AddMinutes(Minute);

    [Theory]
    [InlineData(50076, "NHI101")]
    [InlineData(50053, "NHI102")]
    [InlineData(50126, "NHI105")]
    [InlineData(50055, "NHI106")]
    [InlineData(53003, "NHI108")]
    [InlineData(700082, "NHI110")]
    public async Task A_finding_on_an_account_is_told_the_moment_it_can_be_told(int code, string expected)
    {
        using var world = new DetectionWorld(Failed);
        await world.DeliverAsync(SignIns.User(Minute, code));

        await ToldWhenItCanBeAsync(world, expected);
    }

    [Theory]
    [InlineData(7000222, "NHI104")]
    [InlineData(7000215, "NHI105")]
    [InlineData(650052, "NHI109")]
    public async Task A_finding_on_an_application_waits_for_nothing(int code, string expected)
    {
        using var world = new DetectionWorld(Failed);
        await world.DeliverAsync(SignIns.App(Minute, code, "k1"));

        var finding = await ToldWhenItCanBeAsync(world, expected);

        Assert.Equal(TimeSpan.Zero, new DetectionOptions().WaitOf(finding));
        Assert.Equal(TimeSpan.Zero, new DetectionOptions().WaitOf(finding with { Identity = finding.Identity with { Kind = IdentityKind.AgentIdentity } }));
    }

    [Fact]
    public async Task A_refused_write_waits_for_its_own_time()
    {
        using var world = new DetectionWorld(Failed);
        await world.DenyAsync(CauseWorld.Denied(Minute));

        var finding = await ToldWhenItCanBeAsync(world, "NHI111");

        Assert.Equal(TimeSpan.FromMinutes(20), new DetectionOptions().WaitOf(finding));
    }

    [Fact]
    public async Task An_answered_failure_leaves_the_next_one_its_own_moment()
    {
        using var world = new DetectionWorld(Failed);
        await world.DeliverAsync(SignIns.User(Minute, 50076), SignIns.User(Minute + 3, 50076) with { AppId = "other" });
        await world.DeliverAsync(SignIns.User(Minute + 1, 0));

        await world.RunDeadlinesAsync(Failed.AddMinutes(18).AddTicks(-1));
        Assert.Empty(await world.AnnouncedAsync());
        await world.RunDeadlinesAsync(Failed.AddMinutes(18));
        Assert.Single(await world.AnnouncedAsync());
    }

    [Fact]
    public async Task A_job_that_fails_every_second_asks_to_be_looked_at_a_few_times_only()
    {
        using var world = new DetectionWorld(SignIns.Start);

        foreach (var minute in Enumerable.Range(0, 15))
        {
            await world.DeliverAsync([.. Enumerable.Range(0, 60).Select(second => SignIns.User(minute + (second / 60.0), 50076))]);
        }

        Assert.InRange(world.Ports.Broker.Count(Queues.DetectionDue).Scheduled, 2, 5);
    }

    private static async Task<Finding> ToldWhenItCanBeAsync(DetectionWorld world, string expected)
    {
        var early = await world.FindingsAsync();
        var finding = early.Count > 0 ? early[0] : null;
        if (finding is null)
        {
            var due = world.Ports.Broker.NextDue(Queues.DetectionDue);
            Assert.NotNull(due);
            await world.RunDeadlinesAsync(due.Value.AddTicks(-1));
            Assert.Empty(await world.AnnouncedAsync());
            await world.RunDeadlinesAsync(due.Value);
            finding = Assert.Single(await world.AnnouncedAsync()).Finding;
        }

        Assert.Equal((expected, FindingState.Open), (finding.FindingType, finding.State));
        Assert.Equal(Failed + new DetectionOptions().WaitOf(finding), world.Time.GetUtcNow());
        return finding;
    }
}
