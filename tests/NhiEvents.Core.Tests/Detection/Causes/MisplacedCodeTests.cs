using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Codes that only a user can get, on the row of a service principal or managed identity.</summary>
public sealed class MisplacedCodeTests
{
    public static TheoryData<int> UserCodes => [.. ErrorCodeTable.Shipped.Codes.Where(code => code.StrictMfa).Select(code => code.Code), 50053, 50126, 50055, 50057, 500881, 70043, 700082, 80012];

    [Theory]
    [MemberData(nameof(UserCodes))]
    public async Task It_is_a_classification_error_and_no_finding_about_people(int code)
    {
        Assert.Empty(await CauseWorld.FindingsOfAsync(SignIns.App(0, code)));

        var finding = await CauseWorld.FindingOfAsync(SignIns.App(0, code), SignIns.App(1, code));

        Assert.Equal("NHI112", finding.FindingType);
        Assert.Contains("only user accounts get", finding.Cause, StringComparison.Ordinal);
        Assert.Equal("NHI112", (await CauseWorld.FindingOfAsync(CauseWorld.Identity(0, code), CauseWorld.Identity(1, code))).FindingType);
    }

    [Fact]
    public async Task An_unknown_code_is_still_called_unknown() =>
        Assert.Contains("does not know", (await CauseWorld.FindingOfAsync(SignIns.App(0, 987654321), SignIns.App(1, 987654321))).Cause, StringComparison.Ordinal);
}
