using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Tests.Detection;

public sealed class BlockedByPolicyTests
{
    private static readonly AppliedPolicy Failed = new("aaaaaaaa-0000-4000-8000-000000000001", "Block outside office", "failure", false);

    private static readonly AppliedPolicy ReportOnly = new("aaaaaaaa-0000-4000-8000-000000000002", "Some day", "reportOnlyFailure", false);

    [Fact]
    public async Task It_names_the_policies_that_failed_and_no_report_only_ones()
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 53003) with { Policies = [Failed, ReportOnly] }, SignIns.User(1, 53003) with { Policies = [Failed] });

        Assert.Equal(("NHI108", "blocked-by-policy", 2), (finding.FindingType, finding.Name, finding.Count));
        Assert.Equal(["Block outside office"], finding.Evidence.Policies);
        Assert.Contains("the policy 'Block outside office'", finding.Cause, StringComparison.Ordinal);
        Assert.Contains(Failed.Id, finding.Remedies[0].Az, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_only_failures_of_a_success_break_nothing_yet() =>
        Assert.Equal(["NHI407"], (await CauseWorld.FindingsOfAsync(SignIns.User(0, 0) with { Policies = [ReportOnly] })).Select(finding => finding.FindingType));

    [Fact]
    public async Task Without_a_policy_it_says_that_the_log_names_none() =>
        Assert.Contains("does not name", (await CauseWorld.FindingOfAsync(SignIns.User(0, 53003))).Cause, StringComparison.Ordinal);

    [Theory]
    [InlineData(53003)]
    [InlineData(53000)]
    [InlineData(53001)]
    [InlineData(50005)]
    public async Task The_right_password_is_proven_for_an_account_only(int code)
    {
        Assert.Contains("the password was right", (await CauseWorld.FindingOfAsync(SignIns.User(0, code))).Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("password", (await CauseWorld.FindingOfAsync(SignIns.App(0, code))).Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("password", (await CauseWorld.FindingOfAsync(CauseWorld.Identity(0, code))).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_is_offered_by_group_to_an_account_and_by_attribute_to_an_application()
    {
        var account = await CauseWorld.FindingOfAsync(SignIns.User(0, 53003));
        var application = await CauseWorld.FindingOfAsync(SignIns.App(0, 53003));

        Assert.StartsWith("az ad group member add", account.Remedies[^1].Az, StringComparison.Ordinal);
        Assert.Contains("customSecurityAttributes", application.Remedies[^1].Az, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(53011)]
    [InlineData(530035)]
    [InlineData(80012)]
    public async Task No_exception_where_none_can_help(int code) =>
        Assert.Contains("cannot help", (await CauseWorld.FindingOfAsync(SignIns.User(0, code))).Remedies[^1].Title, StringComparison.Ordinal);

    [Fact]
    public async Task No_exception_for_managed_identities_and_vendors()
    {
        Assert.Contains("cannot help", (await CauseWorld.FindingOfAsync(CauseWorld.Identity(0, 53003))).Remedies[^1].Title, StringComparison.Ordinal);
        Assert.Contains("cannot help", (await CauseWorld.FindingOfAsync(SignIns.App(0, 53003) with { AppOwnerTenantId = CauseWorld.Owner })).Remedies[^1].Title, StringComparison.Ordinal);
    }
}
