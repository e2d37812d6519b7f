using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class LockedOutTests
{
    [Fact]
    public async Task A_flood_of_lockouts_is_one_NHI102()
    {
        var finding = await CauseWorld.FindingOfAsync([.. Enumerable.Range(0, 90).Select(i => SignIns.User(i, 50053).Because(CauseWorld.Locked) with { ResourceId = $"r{i % 5}", AppId = $"a{i % 3}" })]);

        Assert.Equal(("NHI102", "locked-out", Severity.High, 90), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("locked after too many wrong passwords", finding.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Other.")]
    [InlineData("The account is locked … Or, sign-in was blocked because it came from an IP address with malicious activity.")]
    public async Task Without_a_telling_reason_it_says_that_the_log_does_not_tell(string? reason)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 50053).Because(reason));

        Assert.Equal("NHI102", finding.FindingType);
        Assert.Contains("does not tell", finding.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(10_000)]
    public async Task A_success_since_on_any_path_ends_it(double minutesLater)
    {
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(0, 50053), SignIns.User(minutesLater, 0) with { ResourceId = "other", AppId = "other" }));
    }

    [Fact]
    public async Task A_success_before_or_of_somebody_else_does_not()
    {
        Assert.Single(await CauseWorld.FindingsOfAsync(SignIns.User(10, 50053), SignIns.User(9, 0), SignIns.User(20, 0, "11111111-0000-4000-8000-000000000002")));
    }

    [Fact]
    public async Task Only_lockouts_after_the_last_success_count_whenever_that_success_arrives()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync([.. Enumerable.Range(0, 30).Select(i => SignIns.User(i * 50, 50053)), SignIns.User(1600, 50053), SignIns.User(1601, 50053)]);

        await world.DeliverAsync(SignIns.User(1600.5, 0));

        var finding = Assert.Single(await world.FindingsAsync());
        Assert.Equal((1, SignIns.Start.AddMinutes(1601)), (finding.Count, finding.FirstSeen));
    }

    [Fact]
    public async Task The_success_withdraws_it_and_a_further_lockout_opens_it_again()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(0, 50053), SignIns.User(300, 50053));

        await world.DeliverAsync(SignIns.User(900, 0));
        await world.DeliverAsync(SignIns.User(1, 50053), SignIns.User(1000, 50053));

        Assert.Equal(1, Assert.Single(await world.FindingsAsync()).Count);
        Assert.Equal([FindingState.Open, FindingState.Open, FindingState.Withdrawn, FindingState.Open], (await world.AnnouncedAsync()).Select(changed => changed.Finding.State));
    }

    [Fact]
    public async Task Too_early_to_tell_waits_as_a_challenge_does()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(1));
        await world.DeliverAsync(SignIns.User(0, 50053));
        var early = await world.FindingsAsync();

        await world.RunAllDeadlinesAsync();

        Assert.Empty(early);
        Assert.Single(await world.FindingsAsync());
    }

    [Fact]
    public async Task A_password_reset_is_the_last_remedy()
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 50053).Because(CauseWorld.Locked));

        Assert.Contains("who sends wrong passwords", finding.Remedies[0].Title, StringComparison.Ordinal);
        Assert.Contains("--password", finding.Remedies[^1].Az, StringComparison.Ordinal);
        Assert.All(finding.Remedies.SkipLast(1), remedy => Assert.DoesNotContain("--password", remedy.Az ?? "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50196)]
    [InlineData(90055)]
    public async Task A_limit_is_not_called_a_lock(int code)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.App(0, code));

        Assert.Equal(("NHI102", Severity.Medium), (finding.FindingType, finding.Severity));
        Assert.Contains("by a limit, not by a lock", finding.Cause, StringComparison.Ordinal);
    }
}
