using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class MaliciousSourceTests
{
    [Theory]
    [InlineData(CauseWorld.MaliciousIp)]
    [InlineData("Blocked:  MALICIOUS IP")]
    [InlineData("sign-in was blocked because it came from an ip address\n with Malicious   Activity.")]
    public async Task A_reason_that_names_the_address_is_NHI103(string reason)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 50053).Because(reason), SignIns.User(1, 50053).Because(reason) with { IpAddress = "203.0.113.9" });

        Assert.Equal(("NHI103", "source-judged-malicious", 2), (finding.FindingType, finding.Name, finding.Count));
        Assert.Contains("'192.0.2.10', '203.0.113.9'", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_wins_over_the_lockout_for_the_same_event_and_both_can_stand_side_by_side()
    {
        var findings = await CauseWorld.FindingsOfAsync(SignIns.User(0, 50053).Because(CauseWorld.MaliciousIp), SignIns.User(1, 50053).Because(CauseWorld.Locked));

        Assert.Equal([("NHI102", 1), ("NHI103", 1)], findings.Select(finding => (finding.FindingType, finding.Count)));
    }

    [Fact]
    public async Task The_copy_that_gives_the_reason_is_believed_whichever_comes_first()
    {
        var bare = SignIns.User(0, 50053);
        using var world = new DetectionWorld();

        await world.DeliverAsync(bare);
        await world.DeliverAsync(bare.Because(CauseWorld.MaliciousIp));
        await world.DeliverAsync(bare);

        Assert.Equal(("NHI103", 1), Assert.Single((await world.FindingsAsync()).Select(finding => (finding.FindingType, finding.Count))));
    }

    [Fact]
    public async Task A_later_success_does_not_end_it() =>
        Assert.Equal("NHI103", (await CauseWorld.FindingOfAsync(SignIns.User(0, 50053).Because(CauseWorld.MaliciousIp), SignIns.User(5, 0))).FindingType);

    [Fact]
    public async Task It_advises_neither_a_reset_nor_an_exception()
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 50053).Because(CauseWorld.MaliciousIp));

        Assert.Equal(Severity.Medium, finding.Severity);
        Assert.Contains("cannot help", finding.Remedies[^1].Title, StringComparison.Ordinal);
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("--password", remedy.Az ?? "", StringComparison.Ordinal));
    }
}
