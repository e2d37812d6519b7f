namespace NhiEvents.Core.Tests.Detection;

public sealed class TokenEndedTests
{
    [Theory]
    [InlineData(700082)]
    [InlineData(50173)]
    [InlineData(70008)]
    [InlineData(70043)]
    public async Task An_ended_token_of_an_account_is_NHI110(int code)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, code), SignIns.User(30, code));

        Assert.Equal(("NHI110", "unattended-token-ended", 2), (finding.FindingType, finding.Name, finding.Count));
        Assert.Contains("with 'Backup'", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_the_client_replaces_by_itself_is_nothing() =>
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(0, 700082), SignIns.User(1, 0)));

    [Fact]
    public async Task Each_client_has_its_own_token() =>
        Assert.Equal(2, (await CauseWorld.FindingsOfAsync(SignIns.User(0, 700082), SignIns.User(1, 700082) with { AppId = "other" })).Count);

    [Theory]
    [InlineData(70043, "exception")]
    [InlineData(50173, "what ended it")]
    public async Task A_policy_offers_an_exception_and_a_revocation_a_question(int code, string title) =>
        Assert.Contains(title, (await CauseWorld.FindingOfAsync(SignIns.User(0, code))).Remedies[^1].Title, StringComparison.Ordinal);
}
