using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

public sealed class CredentialRejectedTests
{
    [Fact]
    public async Task A_stale_password_that_a_job_repeats_is_one_NHI105_whatever_it_asks_for()
    {
        var finding = await CauseWorld.FindingOfAsync([.. Enumerable.Range(0, 48).Select(i => SignIns.User(i * 30, 50126) with { AppId = $"a{i % 2}" })]);

        Assert.Equal(("NHI105", "credential-rejected", Severity.High, 48), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.DoesNotContain("--password", finding.Remedies[0].Az, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(10.001, 1)]
    [InlineData(-1, 1)]
    public async Task A_single_wrong_password_that_is_put_right_within_ten_minutes_is_nothing(double minutesLater, int findings) =>
        Assert.Equal(findings, (await CauseWorld.FindingsOfAsync(SignIns.User(55, 50126), SignIns.User(55 + minutesLater, 0))).Count);

    [Fact]
    public async Task A_success_on_another_path_puts_nothing_right() =>
        Assert.Single(await CauseWorld.FindingsOfAsync(SignIns.User(0, 50126), SignIns.User(1, 0) with { ResourceId = "other" }));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(58, 61)]
    public async Task Several_wrong_passwords_before_the_success_may_be_guesses(double first, double second)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(first, 50126), SignIns.User(second, 50126), SignIns.User(second + 1, 0));

        Assert.Equal(2, finding.Count);
    }

    [Fact]
    public async Task Two_mistakes_far_apart_that_are_each_put_right_are_nothing() =>
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(0, 50126), SignIns.User(1, 0), SignIns.User(3, 50126), SignIns.User(4, 0), SignIns.User(40, 50126), SignIns.User(41, 0)));

    [Theory]
    [InlineData(80002)]
    [InlineData(80014)]
    public async Task A_fault_of_the_agents_counts_from_the_third_time_and_blames_no_password(int code)
    {
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.User(0, code), SignIns.User(20, code)));

        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, code), SignIns.User(20, code), SignIns.User(40, code));

        Assert.Equal(("NHI105", 3), (finding.FindingType, finding.Count));
        Assert.Contains("could not be checked", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("agents", Assert.Single(finding.Remedies).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7000215, "az ad app credential list")]
    [InlineData(700027, "az ad app credential list")]
    [InlineData(700213, "az ad app federated-credential list")]
    [InlineData(70021, "az ad app federated-credential list")]
    public async Task An_applications_credential_is_compared_before_it_is_replaced(int code, string command)
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.App(0, code), SignIns.App(1, 0));

        Assert.Equal("NHI105", finding.FindingType);
        Assert.Contains(command, finding.Remedies[0].Az, StringComparison.Ordinal);
        Assert.Contains($"AADSTS{code}: ", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_is_its_own_cause() =>
        Assert.Equal(2, (await CauseWorld.FindingsOfAsync(SignIns.App(0, 7000215, "k1"), SignIns.App(1, 7000215, "k2"), SignIns.App(2, 7000215, "k2"))).Count);

    [Fact]
    public async Task In_a_users_sign_in_the_credential_is_the_clients()
    {
        var finding = await CauseWorld.FindingOfAsync(SignIns.User(0, 7000215));

        Assert.StartsWith("Application 'Backup', used by service account 'svc-backup', presents", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("33333333-0000-4000-8000-000000000001", finding.Remedies[0].Az, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendors_application_is_the_vendors_to_repair() =>
        Assert.Contains("vendor", Assert.Single((await CauseWorld.FindingOfAsync(SignIns.App(0, 7000215) with { AppOwnerTenantId = CauseWorld.Owner })).Remedies).Title, StringComparison.Ordinal);

    [Fact]
    public async Task Nobody_can_rotate_a_managed_identity() =>
        Assert.Contains("nobody can rotate", Assert.Single((await CauseWorld.FindingOfAsync(CauseWorld.Identity(0, 7000225))).Remedies).Title, StringComparison.Ordinal);

    [Fact]
    public async Task An_expired_secret_is_not_one_of_them() =>
        Assert.Equal("NHI104", (await CauseWorld.FindingOfAsync(SignIns.App(0, 7000222))).FindingType);
}
