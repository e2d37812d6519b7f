using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests.Simulation;

public sealed class TruthBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly TruthBook _book = new();

    [Fact]
    public void What_fails_until_the_end_is_one_truth_however_often_it_fails()
    {
        var path = _book.PathOf("id", "payroll", isUser: true, "client", "resource");
        for (var minute = 0; minute < 60; minute++)
        {
            path.Attempted(Breakage.ChallengeDemanded, succeeded: false, $"record {minute}", Start.AddMinutes(minute));
        }

        var truth = Assert.Single(_book.All());
        Assert.Equal(("NHI101", Start, null, "record 0"), (truth.Finding, truth.From, truth.Until, truth.FirstRecord));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(11, 1)]
    public void A_challenge_that_is_answered_soon_broke_nothing(int minutes, int truths)
    {
        var path = _book.PathOf("id", "payroll", isUser: true, "client", "resource");

        path.Attempted(Breakage.ChallengeDemanded, succeeded: false, "record", Start);
        path.Attempted(null, succeeded: true, "next", Start.AddMinutes(minutes));

        Assert.Equal(truths, _book.All().Count);
    }

    [Fact]
    public void What_breaks_again_after_it_worked_is_another_truth()
    {
        var path = _book.PathOf("id", "import", isUser: false, "client", "resource");

        path.Attempted(Breakage.SecretExpired, succeeded: false, "a", Start);
        path.Attempted(null, succeeded: true, "b", Start.AddHours(1));
        path.Attempted(Breakage.SecretExpired, succeeded: false, "c", Start.AddHours(2));

        Assert.Equal([(Start, Start.AddHours(1)), (Start.AddHours(2), (DateTimeOffset?)null)], _book.All().Select(truth => (truth.From, truth.Until)));
    }

    [Fact]
    public void Jobs_that_share_a_path_share_its_truth()
    {
        var one = _book.PathOf("id", "import", isUser: true, "client", "resource");
        var other = _book.PathOf("id", "import", isUser: true, "client", "resource");

        one.Attempted(Breakage.CredentialRejected, succeeded: false, "a", Start);
        other.Attempted(null, succeeded: true, "b", Start.AddMinutes(1));

        Assert.Same(one, other);
        Assert.Empty(_book.All());
    }

    [Fact]
    public void Each_reason_of_one_outage_is_a_truth()
    {
        var path = _book.PathOf("id", "import", isUser: true, "client", "resource");

        path.Attempted(Breakage.CredentialRejected, succeeded: false, "a", Start);
        path.Attempted(Breakage.LockedOut, succeeded: false, "b", Start.AddMinutes(5));

        Assert.Equal(["NHI105", "NHI102"], _book.All().Select(truth => truth.Finding));
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 0)]
    [InlineData(false, false, 0)]
    public void A_user_who_changes_Azure_without_a_second_factor_works_on_borrowed_time(bool isUser, bool mfa, int truths)
    {
        var path = _book.PathOf("id", "deploy", isUser, "client", "resource");

        path.Changed(Token(isUser, mfa), AzureAnswer.Done, "a", Start);
        path.Changed(Token(isUser, mfa), AzureAnswer.Done, "b", Start.AddHours(1));

        Assert.Equal(Enumerable.Repeat(("NHI407", Start), truths), _book.All().Select(truth => (truth.Finding, truth.From)));
    }

    [Fact]
    public void Refused_changes_are_a_truth_until_one_is_allowed()
    {
        var path = _book.PathOf("id", "deploy", isUser: true, "client", "resource");
        var refused = new AzureAnswer(403, AzureAnswer.MfaRequired, "");

        path.Changed(Token(true, false), refused, "a", Start);
        path.Changed(Token(true, false), refused, "b", Start.AddHours(1));
        path.Changed(Token(true, true), AzureAnswer.Done, "c", Start.AddHours(2));
        path.Changed(Token(true, false), new AzureAnswer(403, "AuthorizationFailed", ""), "d", Start.AddHours(3));

        Assert.Equal(("NHI111", Start, Start.AddHours(2)), Assert.Single(_book.All()) is var truth ? (truth.Finding, truth.From, truth.Until) : default);
    }

    private static AccessToken Token(bool isUser, bool mfa) => new("id", isUser, "client", "resource", Start, Start.AddHours(1), mfa, Continuous: false);
}
