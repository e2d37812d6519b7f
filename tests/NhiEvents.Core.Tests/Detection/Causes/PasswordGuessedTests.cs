using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using static NhiEvents.Core.Tests.Detection.Elsewhere;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Wrong passwords from where an account has never worked break nothing, whoever sends them.</summary>
public sealed class PasswordGuessedTests
{
    private const int WrongPassword = 50126;

    private const int Now = (20 * Day) + 5;

    [Fact]
    public async Task Wrong_passwords_from_a_new_network_are_low_and_named_as_guesses()
    {
        var finding = await CauseWorld.FindingOfAsync([.. TwentyDays, Away(Now, WrongPassword), Away(Now + 40, WrongPassword)]);

        Assert.Equal(("NHI105", FindingNames.PasswordGuessed, Severity.Low, 2), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("from where it has never worked", finding.Cause, StringComparison.Ordinal);
        Assert.Equal("203.0.113.9", finding.Evidence.Events[0].IpAddress);
        Assert.Contains("status/errorCode eq 50126", finding.Remedies[0].Az, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_password_at_home_is_found_beside_guesses_and_stays_high()
    {
        var findings = await CauseWorld.FindingsOfAsync([.. TwentyDays, Away(Now, WrongPassword), Home(Now + 1, WrongPassword), Home(Now + 31, WrongPassword)]);

        Assert.Equal([("credential-rejected", Severity.High, 2), (FindingNames.PasswordGuessed, Severity.Low, 1)], findings.Select(finding => (finding.Name, finding.Severity, finding.Count)).Order());
    }

    [Fact]
    public async Task A_mistake_at_home_that_is_put_right_stays_nothing_beside_guesses() =>
        Assert.Equal([FindingNames.PasswordGuessed], await NamesAsync([.. TwentyDays, Away(Now, WrongPassword), Home(Now + 1, WrongPassword), Away(Now + 2, WrongPassword), Home(Now + 3, 0)]));

    [Fact]
    public async Task Before_two_weeks_are_known_a_wrong_password_is_a_broken_job() =>
        Assert.Equal(["credential-rejected"], await NamesAsync([.. TwentyDays.Take(26), Away((13 * Day) + 5, WrongPassword)]));

    [Fact]
    public async Task Another_address_of_its_own_network_part_is_home() =>
        Assert.Equal(["credential-rejected"], await NamesAsync([.. TwentyDays, Away(Now, WrongPassword) with { IpAddress = "192.0.2.200" }]));

    [Theory]
    [InlineData(50034)]
    [InlineData(80002)]
    public async Task Codes_that_say_nothing_of_a_password_are_no_guesses(int code) =>
        Assert.DoesNotContain(FindingNames.PasswordGuessed, await NamesAsync([.. TwentyDays, .. Enumerable.Range(0, 5).Select(i => Away(Now + (i * 20), code))]));

    [Fact]
    public async Task A_success_that_arrives_late_makes_the_place_its_own()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync([.. TwentyDays, .. Enumerable.Range(0, 4).Select(number => Away(Now + 300 + (number * 180), WrongPassword))]);
        Assert.Equal(FindingNames.PasswordGuessed, Assert.Single(await world.FindingsAsync()).Name);

        await world.DeliverAsync(Away(Now + 60, 0));

        Assert.Equal(["credential-rejected"], (await world.FindingsAsync()).Where(finding => finding.FindingType == "NHI105").Select(finding => finding.Name));
        Assert.Equal(FindingState.Withdrawn, (await world.AnnouncedAsync()).Last(changed => changed.Finding.Name == FindingNames.PasswordGuessed).Finding.State);
    }

    [Fact]
    public async Task Guesses_from_everywhere_push_out_no_real_failure()
    {
        var guesses = Enumerable.Range(0, 200).Select(number => Away(Now + (number % 50), WrongPassword) with { Key = $"g{number:000}", IpAddress = $"203.{number}.113.9", AppId = $"a{number % 5}" });
        var job = Home(Now + 1, 50076) with { AppId = "zz" };

        var findings = await CauseWorld.FindingsOfAsync([.. TwentyDays, .. guesses, job]);

        Assert.Equal(1, findings.Single(finding => finding.FindingType == "NHI101").Count);
        Assert.Equal(200, findings.Where(finding => finding.FindingType == "NHI105").Sum(finding => finding.Count));
        Assert.All(findings, finding => Assert.False(finding.CountIsLowerBound));
    }

    [Fact]
    public async Task Guesses_are_told_once_an_hour()
    {
        using var world = new DetectionWorld(SignIns.Start.AddMinutes(Now));
        await world.DeliverAsync(TwentyDays);
        for (var minute = 0; minute < 40; minute += 2)
        {
            world.Time.AdvanceTo(SignIns.Start.AddMinutes(Now + minute));
            await world.DeliverAsync(Away(Now + minute, WrongPassword));
        }

        Assert.Equal([1, 10], (await world.AnnouncedAsync()).Where(changed => changed.Finding.Name == FindingNames.PasswordGuessed).Select(changed => changed.Finding.Count).Order());
    }

    [Fact]
    public void Any_order_and_batching_gives_the_same_documents_from_however_many_places() => HoldsInAnyOrder(80, Any);

    private static SignIn Any(int number)
    {
        var (minute, code) = (Now + (number / 16 % 150), (number % 7) switch { 0 => 0, 1 => 50076, _ => WrongPassword });
        return number % 16 < 3 ? Home(minute, code) : Away(minute, code) with { Key = $"a{number}", IpAddress = $"203.{number / 16 % 40}.113.9", AutonomousSystemNumber = 64999 + (number % 3), AppId = $"a{number % 2}" };
    }

    private static async Task<IEnumerable<string>> NamesAsync(SignIn[] events) => (await CauseWorld.FindingsOfAsync(events)).Select(finding => finding.Name);
}
