using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class DisabledOrMissingTests
{
    [Theory]
    [InlineData(50057, "disabled")]
    [InlineData(500571, "disabled")]
    [InlineData(50034, "not in the directory")]
    [InlineData(500341, "not in the directory")]
    public async Task An_account_seen_at_work_that_is_gone_is_NHI107(int code, string state)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 0), SignIns.User(600, code));

        Assert.Equal(("NHI107", "identity-disabled-or-missing", Severity.High, 1), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains($"is {state}", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("owner", finding.Remedies[0].Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(700016)]
    [InlineData(7000112)]
    [InlineData(7000229)]
    public async Task An_application_seen_at_work_that_is_gone_is_NHI107(int code) =>
        Assert.Equal("NHI107", (await CauseWorld.FindingOfAsync(SignIns.App(0, 0), SignIns.App(600, code))).FindingType);

    [Fact]
    public async Task A_registered_one_needs_no_success() =>
        Assert.Single(await CauseWorld.FindingsOfAsync(SignIns.User(0, 50057) with { Evidence = [EvidenceKinds.Registered] }));

    [Fact]
    public async Task One_that_was_never_seen_is_nothing_even_in_a_burst() =>
        Assert.Empty(await CauseWorld.FindingsOfAsync([.. Enumerable.Range(0, 50).Select(i => SignIns.User(i, 50034)), .. Enumerable.Range(0, 50).Select(i => SignIns.App(i, 700016))]));

    [Theory]
    [InlineData(0, 30, 59, 0)]
    [InlineData(0, 30, 60, 1)]
    [InlineData(0, 1440, 2880, 1)]
    public async Task One_that_was_never_seen_but_comes_back_is_a_job(double a, double b, double c, int findings)
    {
        Assert.Equal(findings, (await CauseWorld.FindingsOfAsync(SignIns.User(a, 50057), SignIns.User(b, 50057), SignIns.User(c, 50057))).Count);
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(a, 50057), SignIns.User(c, 50057)));
    }

    [Fact]
    public async Task A_sign_of_life_that_arrives_late_opens_it()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(SignIns.User(600, 50057));
        var before = (await world.AnnouncedAsync()).ToList();

        await world.DeliverAsync(SignIns.User(0, 0));

        Assert.Empty(before);
        Assert.Equal(FindingState.Open, Assert.Single(await world.AnnouncedAsync()).Finding.State);
        Assert.Single(await world.FindingsAsync());
    }

    [Fact]
    public async Task That_an_account_works_says_nothing_of_a_client_it_names()
    {
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(0, 0), SignIns.User(1, 700016) with { AppId = "guessed" }));

        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 700016), SignIns.User(60, 700016), SignIns.User(120, 700016));

        Assert.StartsWith("Application 'Backup', used by service account 'svc-backup', is not in the directory", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_of_a_disabled_account_is_mentioned() =>
        Assert.Contains("with the right password", (await CauseWorld.FindingOfAsync(SignIns.User(0, 0), SignIns.User(1, 50057))).Cause, StringComparison.Ordinal);

    [Fact]
    public async Task Many_at_once_are_announced_in_several_transactions()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync([.. Enumerable.Range(0, 60).Select(i => SignIns.App(i / 2.0, 700016) with { AppId = $"{i:00}", Key = $"k{i}" })]);

        await world.DeliverAsync(SignIns.App(300, 0));

        Assert.Equal(60, (await world.FindingsAsync()).Count);
        Assert.Equal(60, (await world.AnnouncedAsync()).Count);
    }
}
