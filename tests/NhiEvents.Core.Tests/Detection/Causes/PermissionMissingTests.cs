namespace NhiEvents.Core.Tests.Detection;

public sealed class PermissionMissingTests
{
    [Theory]
    [InlineData(650052, "az ad sp create")]
    [InlineData(500011, "az ad sp create")]
    [InlineData(500014, "az ad sp create")]
    [InlineData(50105, "appRoleAssignedTo")]
    [InlineData(650057, "admin-consent")]
    [InlineData(90094, "admin-consent")]
    public async Task A_missing_grant_is_NHI109_with_the_command_that_grants_it(int code, string command)
    {
        var application = await CauseWorld.FindingOfAsync(SignIns.App(0, code));
        var account = await CauseWorld.FindingOfAsync(SignIns.User(0, code));

        Assert.Equal(("NHI109", "consent-or-permission-missing"), (application.FindingType, application.Name));
        Assert.Contains(command, application.Remedies[0].Az, StringComparison.Ordinal);
        Assert.Equal("NHI109", account.FindingType);
        Assert.Contains("for 'Vault'", account.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_resource_is_its_own_cause() =>
        Assert.Equal(2, (await CauseWorld.FindingsOfAsync(SignIns.App(0, 650052), SignIns.App(1, 650052), SignIns.App(2, 650052) with { ResourceId = "other" })).Count);

    [Fact]
    public async Task Missing_consent_is_NHI109_where_no_user_takes_part_and_a_challenge_where_one_could()
    {
        Assert.Equal("NHI109", (await CauseWorld.FindingOfAsync(SignIns.App(0, 65001))).FindingType);
        Assert.Equal("NHI101", (await CauseWorld.FindingOfAsync(SignIns.User(0, 65001), SignIns.User(11, 65001), SignIns.User(22, 65001))).FindingType);
    }
}
