namespace NhiEvents.Core.Tests.Detection;

public sealed class PasswordExpiredTests
{
    [Theory]
    [InlineData(50055)]
    [InlineData(50144)]
    public async Task An_expired_password_is_NHI106_and_here_a_new_one_comes_first(int code)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, code), SignIns.User(60, code));

        Assert.Equal(("NHI106", "password-expired", 2), (finding.FindingType, finding.Name, finding.Count));
        Assert.Contains("--password", finding.Remedies[0].Az, StringComparison.Ordinal);
        Assert.Contains("--password", finding.Remedies[0].Az, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_one_is_not() =>
        Assert.Equal("NHI105", (await CauseWorld.FindingOfAsync(SignIns.User(0, 50126))).FindingType);
}
