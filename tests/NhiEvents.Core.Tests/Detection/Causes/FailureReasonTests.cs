using System.Text;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

public sealed class FailureReasonTests
{
    [Theory]
    [InlineData(CauseWorld.MaliciousIp, FailureReasonTable.MaliciousSource)]
    [InlineData(CauseWorld.Locked, FailureReasonTable.Locked)]
    [InlineData("AADSTS50053: You've tried to sign in too many times with an incorrect user ID or password.", FailureReasonTable.Locked)]
    [InlineData("Users must use MFA for Create/Update operations. Users must authenticate with multi-factor authentication to create or update resources.", FailureReasonTable.MfaRequired)]
    [InlineData("Resource was disallowed by policy. Reasons: MFA is required.", FailureReasonTable.MfaRequired)]
    [InlineData("Sign-in was blocked due to high confidence of risk", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_text_has_the_meaning_that_its_words_give(string? text, string? meaning) =>
        Assert.Equal(meaning, FailureReasonTable.Shipped.MeaningOf(text, FailureReasonTable.MaliciousSource, FailureReasonTable.Locked, FailureReasonTable.MfaRequired));

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes("""{"schemaVersion":2,"version":"","meanings":{"locked":[" "],"malicious-source":["x"],"odd":["x"]}}"""));

        var fault = Assert.Throws<InvalidDataException>(() => FailureReasonTable.Load(json, "own.json"));

        Assert.Equal(
            ["own.json has 5 fault(s):", "schemaVersion is 2, expected 1", "version is empty", "meanings: 'mfa-required' is missing", "meanings: 'odd' is unknown", "meanings.locked: a fragment is empty"],
            fault.Message.ReplaceLineEndings("\n").Split('\n'));
    }
}
