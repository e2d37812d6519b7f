using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>One finding per event, whatever its code.</summary>
public sealed class PrecedenceTests
{
    public static TheoryData<int> Codes => [.. ErrorCodeTable.Shipped.Codes.Select(code => code.Code)];

    private static readonly string[] OfUsersOnly = ["NHI101", "NHI106", "NHI110", "NHI111"];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_code_of_the_table_gives_an_account_one_finding_and_it_is_the_tables(int code)
    {
        var findings = await CauseWorld.FindingsOfAsync(SignIns.User(-300, 0), SignIns.User(0, code), SignIns.User(30, code), SignIns.User(60, code));

        var expected = ErrorCodeTable.Shipped.Find(code)!.Finding;
        Assert.Equal(expected is null ? [] : [(expected, 3)], findings.Select(finding => (finding.FindingType, finding.Count)));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_code_of_the_table_gives_an_application_one_finding_that_it_can_have(int code)
    {
        var findings = await CauseWorld.FindingsOfAsync(SignIns.App(-300, 0), SignIns.App(0, code), SignIns.App(30, code), SignIns.App(60, code));

        var expected = ErrorCodeTable.Shipped.Find(code)!;
        if (expected.Finding is null)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(3, finding.Count);
        Assert.DoesNotContain(finding.FindingType, OfUsersOnly);
        Assert.True(finding.FindingType == expected.Finding || finding.FindingType == "NHI112" || code == 65001, finding.FindingType);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_finding_can_be_followed_by_a_person(int code)
    {
        foreach (var signIn in new Func<double, Contracts.Events.SignIn>[] { minute => SignIns.User(minute, code), minute => SignIns.App(minute, code), minute => CauseWorld.Identity(minute, code) })
        {
            foreach (var finding in await CauseWorld.FindingsOfAsync(signIn(0), signIn(30), signIn(60)))
            {
                Assert.EndsWith(".", finding.Cause, StringComparison.Ordinal);
                Assert.DoesNotContain(". ", finding.Cause, StringComparison.Ordinal);
                Assert.NotEmpty(finding.Remedies);
                Assert.NotEmpty(finding.Standards);
                Assert.All(finding.Remedies, remedy => Assert.NotEmpty(remedy.Steps));
                Assert.Contains(finding.Remedies, remedy => remedy.Az is not null || remedy.PowerShell is not null || finding.FindingType == "NHI112");
            }
        }
    }

    [Theory]
    [InlineData(50053, CauseWorld.MaliciousIp, "NHI103")]
    [InlineData(50053, CauseWorld.Locked, "NHI102")]
    [InlineData(50053, null, "NHI102")]
    [InlineData(50126, CauseWorld.MaliciousIp, "NHI105")]
    [InlineData(53003, CauseWorld.Locked, "NHI108")]
    public async Task The_reason_decides_for_50053_only(int code, string? reason, string finding) =>
        Assert.Equal(finding, (await CauseWorld.FindingOfAsync(SignIns.User(0, code).Because(reason))).FindingType);
}
