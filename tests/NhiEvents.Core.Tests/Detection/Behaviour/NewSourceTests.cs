using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI207 and NHI206: from where and for what an identity is used.</summary>
public sealed class NewSourceTests
{
    private const int Day = 24 * 60;

    private const string OtherApp = "33333333-0000-4000-8000-00000000000f";

    private const string OtherResource = "44444444-0000-4000-8000-00000000000f";

    private static readonly SignIn[] TwentyDays = [.. Enumerable.Range(0, 20).SelectMany(day => new[] { Home(day * Day), Home((day * Day) + 60) })];

    [Fact]
    public async Task Another_network_after_two_weeks_is_NHI207_once()
    {
        var finding = Assert.Single(await FindingsAsync([.. TwentyDays, Away(20 * Day), Away(21 * Day), Away(22 * Day)]));

        Assert.Equal(("NHI207", "new-source", Severity.High, 1), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("AS64999", finding.Cause, StringComparison.Ordinal);
        Assert.Equal("203.0.113.9", Assert.Single(finding.Evidence.Events).IpAddress);
    }

    [Fact]
    public async Task What_it_used_before_is_its_baseline()
    {
        Assert.Empty(await FindingsAsync([Away(30), .. TwentyDays, Away(20 * Day)]));
        Assert.Empty(await FindingsAsync([.. TwentyDays.Take(24), Away(12 * Day)]));
        Assert.Empty(await FindingsAsync([.. TwentyDays, Away(20 * Day) with { IpAddress = "192.0.2.99" }]));
    }

    [Fact]
    public async Task A_cloud_needs_something_else_that_is_new()
    {
        var cloud = Away(20 * Day) with { AutonomousSystemNumber = 16509, Country = "DE" };

        Assert.Empty(await FindingsAsync([.. TwentyDays, cloud]));
        Assert.Equal("NHI207", Assert.Single(await FindingsAsync([.. TwentyDays, cloud with { Country = "XK" }])).FindingType);
        Assert.Equal("NHI207", Assert.Single(await FindingsAsync([.. TwentyDays, cloud with { AppId = OtherApp }])).FindingType);
        Assert.Equal("NHI207", Assert.Single(await FindingsAsync([.. TwentyDays, cloud with { CredentialKeyId = "66666666-0000-4000-8000-000000000001" }])).FindingType);
    }

    [Fact]
    public async Task A_service_principal_has_places_too()
    {
        SignIn[] rows = [.. Enumerable.Range(0, 40).Select(half => App(half * Day / 2)), App((20 * Day) + 5) with { IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "DE" }];

        Assert.Equal(("NHI207", Severity.Medium), Assert.Single((await FindingsAsync(rows)).Select(finding => (finding.FindingType, finding.Severity))));
    }

    [Fact]
    public async Task Of_a_managed_identity_only_another_resource_is_new()
    {
        SignIn[] usual = [.. Enumerable.Range(0, 40).Select(half => CauseWorld.Identity(half * Day / 2, 0))];

        Assert.Empty(await FindingsAsync([.. usual, CauseWorld.Identity((20 * Day) + 5, 0) with { IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "XK" }]));
        Assert.Equal(("NHI207", Severity.Low), Assert.Single((await FindingsAsync([.. usual, CauseWorld.Identity((20 * Day) + 5, 0) with { ResourceId = OtherResource }])).Select(finding => (finding.FindingType, finding.Severity))));
    }

    [Fact]
    public async Task An_identity_that_works_from_everywhere_has_no_new_place() =>
        Assert.Empty(await FindingsAsync([.. Enumerable.Range(0, 40).Select(half => Home(half * Day / 2) with { IpAddress = $"198.18.{half}.1", AutonomousSystemNumber = 64500 + half })]));

    [Fact]
    public async Task Two_jobs_with_nothing_in_common_for_five_days_are_NHI206()
    {
        SignIn[] second = [.. Enumerable.Range(20, 6).Select(day => Away((day * Day) + 30) with { AppId = OtherApp, ResourceId = OtherResource, ResourceDisplayName = "Mail" })];

        var finding = Assert.Single(await FindingsAsync([.. TwentyDays, .. second, .. Enumerable.Range(20, 7).Select(day => Home(day * Day))]), one => one.FindingType == "NHI206");

        Assert.Equal(("shared-identity", Severity.Low), (finding.Name, finding.Severity));
        Assert.Equal(["Mail", "Vault"], finding.Evidence.Resources);
    }

    [Theory]
    [InlineData(3, true, true)] // too few days
    [InlineData(6, false, true)] // the same client
    [InlineData(6, true, false)] // the first had ended before: it was moved
    public async Task Anything_less_is_none(int days, bool otherApp, bool goesOn)
    {
        SignIn[] second = [.. Enumerable.Range(20, days).Select(day => Away((day * Day) + 30) with { AppId = otherApp ? OtherApp : SignIns.User(0, 0).AppId, ResourceId = OtherResource })];

        Assert.DoesNotContain("NHI206", (await FindingsAsync([.. TwentyDays, .. second, .. goesOn ? Enumerable.Range(20, 7).Select(day => Home(day * Day)) : []])).Select(finding => finding.FindingType));
    }

    [Fact]
    public async Task On_the_first_day_nothing_of_hundreds_of_identities_is_new()
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(60));
        await world.DeliverAsync([.. Enumerable.Range(0, 1200).Select(number => App(number) with { IdentityId = $"22222222-0000-4000-8000-{number % 300:000000000000}", AutonomousSystemNumber = 64500 + number, IpAddress = $"198.18.{number % 250}.1", Key = $"f{number}" })]);
        await world.RunAllDeadlinesAsync();

        Assert.Empty(await world.FindingsAsync());
        Assert.Empty(await world.AnnouncedAsync());
    }

    [Fact]
    public async Task Late_successes_take_it_back()
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(60));
        await world.DeliverAsync([.. TwentyDays, Away(20 * Day)]);
        Assert.Single(await world.FindingsAsync());

        await world.DeliverAsync(Away(30));

        Assert.Empty(await world.FindingsAsync());
    }

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(SignIn[] rows)
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(60));
        await world.DeliverAsync(rows);
        return await world.FindingsAsync();
    }

    private static SignIn Home(double minute) => SignIns.User(minute, 0) with { Key = $"h{minute:00000}", AutonomousSystemNumber = 64501, Country = "DE", Evidence = [EvidenceKinds.NamingPattern] };

    private static SignIn Away(double minute) => Home(minute) with { Key = $"a{minute:00000}", IpAddress = "203.0.113.9", AutonomousSystemNumber = 64999, Country = "XK" };

    private static SignIn App(double minute) => SignIns.App(minute, 0, "66666666-0000-4000-8000-000000000002") with { IpAddress = "192.0.2.10", AutonomousSystemNumber = 64501, Country = "DE" };
}
