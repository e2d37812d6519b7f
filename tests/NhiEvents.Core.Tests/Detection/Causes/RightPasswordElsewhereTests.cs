using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using static NhiEvents.Core.Tests.Detection.Elsewhere;

namespace NhiEvents.Core.Tests.Detection;

public sealed class RightPasswordElsewhereTests
{
    [Fact]
    public async Task A_code_that_proves_the_password_from_a_new_network_is_NHI211_and_critical()
    {
        var finding = await CauseWorld.FindingOfAsync([.. TwentyDays, Away((20 * Day) + 5, 50076), Away((20 * Day) + 6, 50076)]);

        Assert.Equal(("NHI211", "right-password-wrong-place", Severity.Critical, 2), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("from AS64999 ('203.0.113.9'), where it has never worked before", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("az ad user update --id '11111111-0000-4000-8000-000000000001' --account-enabled false", finding.Remedies[0].Az, StringComparison.Ordinal);
        Assert.Equal("Grant no exception from MFA", finding.Remedies[^1].Title);
    }

    [Theory]
    [InlineData(50126)]
    [InlineData(50034)]
    [InlineData(50053)]
    public async Task A_code_that_proves_no_password_is_not(int code) =>
        Assert.DoesNotContain("NHI211", await TypesAsync([.. TwentyDays, Away((20 * Day) + 5, code), Away((20 * Day) + 6, code)]));

    [Fact]
    public async Task Its_own_network_challenged_is_no_attack() => Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays, Home((20 * Day) + 5, 50076)]));

    [Fact]
    public async Task Another_address_of_its_own_network_part_is_no_attack_whoever_operates_it() =>
        Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays, Away((20 * Day) + 5, 50076) with { IpAddress = "192.0.2.200" }]));

    [Fact]
    public async Task Another_part_of_its_operators_network_is_one_in_a_new_country_only()
    {
        Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays, Home((20 * Day) + 5, 50076) with { IpAddress = "198.51.100.3" }]));
        Assert.Equal(["NHI211"], await TypesAsync([.. TwentyDays, Home((20 * Day) + 5, 50076) with { IpAddress = "198.51.100.3", Country = "XK" }]));
    }

    [Fact]
    public async Task Without_operator_and_country_nothing_is_said() =>
        Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays, Away((20 * Day) + 5, 50076) with { AutonomousSystemNumber = null, Country = null }]));

    [Fact]
    public async Task Before_two_weeks_and_twenty_sign_ins_nothing_is_said()
    {
        Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays.Take(26), Away((13 * Day) + 5, 50076)]));
        Assert.Equal(["NHI101"], await TypesAsync([.. TwentyDays.Where((_, number) => number % 3 == 0), Away((20 * Day) + 5, 50076)]));
    }

    [Fact]
    public async Task A_success_of_the_same_hour_does_not_make_the_place_its_own() =>
        Assert.Equal(["NHI211", "NHI207"], await TypesAsync([.. TwentyDays, Away((20 * Day) + 1, 0), Away((20 * Day) + 30, 50076)]));

    [Fact]
    public async Task A_success_that_arrives_late_withdraws_what_came_after_it()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync([.. TwentyDays, .. Enumerable.Range(0, 10).Select(number => Away((20 * Day) + 300 + (number * 180), 50076))]);
        Assert.Equal("NHI211", Assert.Single(await world.FindingsAsync()).FindingType);

        await world.DeliverAsync(Away((20 * Day) + 65, 0));

        Assert.Equal([("NHI101", 10), ("NHI207", 1)], (await world.FindingsAsync()).Select(finding => (finding.FindingType, finding.Count)).Order());
        Assert.Equal(FindingState.Withdrawn, (await world.AnnouncedAsync()).Last(changed => changed.Finding.FindingType == "NHI211").Finding.State);
    }

    [Fact]
    public async Task A_service_principal_has_no_password() => Assert.DoesNotContain(
        "NHI211",
        await TypesAsync([.. Enumerable.Range(0, 20).SelectMany(day => new[] { SignIns.App(day * Day, 0), SignIns.App((day * Day) + 60, 0) }), SignIns.App(20 * Day, 53003) with { IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "XK" }]));

    [Fact]
    public void Any_order_and_batching_gives_the_same_documents() => HoldsInAnyOrder(60, Any);

    private static SignIn Any(int number)
    {
        var (minute, code) = (number / 8 % (24 * Day), (number % 3) switch { 0 => 0, 1 => 50076, _ => 53003 });
        return number % 8 < 3 ? Home(minute, code) : Away(minute, code) with { AutonomousSystemNumber = 64999 + (number % 3), IpAddress = $"203.0.{number % 4}.9", Country = number % 5 == 0 ? null : "XK" };
    }

    private static async Task<IEnumerable<string>> TypesAsync(SignIn[] events) => (await CauseWorld.FindingsOfAsync(events)).Select(finding => finding.FindingType);
}
