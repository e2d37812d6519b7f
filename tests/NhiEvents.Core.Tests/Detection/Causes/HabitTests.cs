using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI203, NHI204, NHI205 and NHI208: what breaks the habits of an identity, and what does not.</summary>
public sealed class HabitTests
{
    private const int Day = 24 * 60;

    private const string OtherApp = "33333333-0000-4000-8000-00000000000f";

    private static readonly SignIn[] TwentyDays = [.. Enumerable.Range(0, 20).SelectMany(day => new[] { Works(day * Day), Works((day * Day) + 60) })];

    [Fact]
    public async Task Another_application_right_after_a_block_is_NHI203_and_critical()
    {
        var finding = Assert.Single(await FindingsAsync([.. TwentyDays, Refused((20 * Day) + 5), Works((20 * Day) + 25) with { AppId = OtherApp, AppDisplayName = "Console" }]), one => one.FindingType == "NHI203");

        Assert.Equal(("bypass-attempt", Severity.Critical, 2), (finding.Name, finding.Severity, finding.Count));
        Assert.Equal([0, 53003], finding.Evidence.Events.Select(seen => seen.Code).Order());
        Assert.Contains("'Console'", finding.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedies[0].Steps);
    }

    [Fact]
    public async Task The_password_sent_by_the_program_right_after_a_challenge_is_one_too() =>
        Assert.Contains("NHI203", await TypesAsync([.. TwentyDays, Refused((20 * Day) + 5, 50076), Ropc((20 * Day) + 10)]));

    [Theory]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Not_within_half_an_hour_after_it_is_none(int minutes) =>
        Assert.DoesNotContain("NHI203", await TypesAsync([.. TwentyDays, Refused((20 * Day) + 5), Works((20 * Day) + 5 + minutes) with { AppId = OtherApp }]));

    [Fact]
    public async Task An_application_that_it_always_used_for_the_resource_is_none() =>
        Assert.DoesNotContain("NHI203", await TypesAsync([Works(30) with { AppId = OtherApp }, .. TwentyDays, Refused((20 * Day) + 5), Works((20 * Day) + 25) with { AppId = OtherApp }]));

    [Fact]
    public async Task Another_resource_is_none() =>
        Assert.DoesNotContain("NHI203", await TypesAsync([.. TwentyDays, Refused((20 * Day) + 5), Works((20 * Day) + 25) with { AppId = OtherApp, ResourceId = OtherApp }]));

    [Fact]
    public async Task The_way_it_always_works_coming_back_is_none() =>
        Assert.DoesNotContain("NHI203", await TypesAsync([.. TwentyDays, Refused((20 * Day) + 5), Works((20 * Day) + 25)]));

    [Theory]
    [InlineData(EvidenceKinds.Ropc, "ROPC")]
    [InlineData(EvidenceKinds.LegacyClient, "legacy protocol")]
    public async Task A_protocol_without_second_factor_that_is_new_is_NHI204(string evidence, string words)
    {
        var finding = Assert.Single(await FindingsAsync([.. TwentyDays, Works((20 * Day) + 5) with { Evidence = [EvidenceKinds.NamingPattern, evidence] }, Works((21 * Day) + 5) with { Evidence = [EvidenceKinds.NamingPattern, evidence] }]));

        Assert.Equal(("NHI204", "legacy-authentication", Severity.Medium), (finding.FindingType, finding.Name, finding.Severity));
        Assert.Contains(words, finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_did_before_it_was_known_is_its_baseline()
    {
        Assert.Empty(await TypesAsync([Ropc(90), .. TwentyDays, Ropc((20 * Day) + 5) with { ResourceId = OtherApp }]));
        Assert.Empty(await TypesAsync([.. TwentyDays.Take(26), Ropc((13 * Day) + 5)]));
        Assert.Empty(await TypesAsync([.. TwentyDays.Where((_, number) => number % 3 == 0), Ropc((20 * Day) + 5)]));
    }

    [Fact]
    public async Task A_browser_is_NHI205_and_an_interactive_program_is_not()
    {
        var person = Works((20 * Day) + 5) with { Kind = SignInKind.InteractiveUser, ClientAppUsed = "Browser" };

        Assert.Equal(["NHI205"], await TypesAsync([.. TwentyDays, person]));
        Assert.Empty(await TypesAsync([.. TwentyDays, person with { ClientAppUsed = "Mobile Apps and Desktop clients" }]));
        Assert.Empty(await TypesAsync([.. TwentyDays, person with { ErrorCode = 50058 }]));
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(92, false)]
    [InlineData(31, false)]
    public async Task Awake_after_a_rest_is_NHI208_when_the_rest_is_longer_than_a_quarter(int days, bool isFound) =>
        Assert.Equal(isFound ? ["NHI208"] : [], await TypesAsync([.. TwentyDays, Works((20 + days) * Day)]));

    [Fact]
    public async Task A_success_that_arrives_late_takes_back_that_it_was_dormant()
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(200));
        await world.DeliverAsync([.. TwentyDays, Works(140 * Day)]);
        Assert.Equal("NHI208", Assert.Single(await world.FindingsAsync()).FindingType);

        await world.DeliverAsync(Works(80 * Day));

        Assert.Empty(await world.FindingsAsync());
        Assert.Equal(FindingState.Withdrawn, (await world.AnnouncedAsync())[^1].Finding.State);
    }

    [Fact]
    public async Task A_service_principal_has_no_browser_and_no_password() => Assert.Empty(await TypesAsync(
        [.. Enumerable.Range(0, 40).Select(half => SignIns.App(half * Day / 2, 0)), SignIns.App(21 * Day, 0) with { ClientAppUsed = "Browser", Evidence = [EvidenceKinds.ServicePrincipal, EvidenceKinds.LegacyClient] }]));

    [Fact]
    public void Any_order_and_batching_gives_the_same_documents() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(15)).WithEndSize(60),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (numbers, seed) => SameDocumentsAsync([.. TwentyDays, .. numbers.Select(Any)], seed).GetAwaiter().GetResult()));

    private static async Task<bool> SameDocumentsAsync(SignIn[] events, int seed)
    {
        using var plain = new DetectionWorld(SignIns.Start.AddDays(200));
        await plain.DeliverAsync([.. events.OrderBy(signIn => signIn.At)]);
        await plain.RunAllDeadlinesAsync();

        var random = new Random(seed);
        var shuffled = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(shuffled);
        using var world = new DetectionWorld(SignIns.Start.AddDays(200));
        foreach (var batch in shuffled.GroupBy(_ => random.Next(8)))
        {
            await world.DeliverAsync([.. batch]);
        }

        await world.RunAllDeadlinesAsync();
        return await plain.DocumentsAsync() == await world.DocumentsAsync();
    }

    private static SignIn Any(int number)
    {
        var minute = (number / 64 % (20 * Day)) + (number % 7 == 0 ? 140 * Day : 10 * Day);
        var app = number % 3 == 0 ? OtherApp : SignIns.User(0, 0).AppId;
        return (number % 5) switch
        {
            0 => Refused(minute) with { AppId = app },
            1 => Ropc(minute) with { AppId = app },
            2 => Works(minute) with { Kind = SignInKind.InteractiveUser, ClientAppUsed = "Browser", Key = $"b{minute:00000}" },
            _ => Works(minute) with { AppId = app },
        };
    }

    private static async Task<IEnumerable<string>> TypesAsync(SignIn[] events) => (await FindingsAsync(events)).Select(finding => finding.FindingType);

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(SignIn[] events)
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(300));
        await world.DeliverAsync(events);
        return await world.FindingsAsync();
    }

    private static SignIn Works(double minute) => SignIns.User(minute, 0) with { Key = $"w{minute:00000}", Evidence = [EvidenceKinds.NamingPattern] };

    private static SignIn Ropc(double minute) => Works(minute) with { Key = $"r{minute:00000}", Evidence = [EvidenceKinds.NamingPattern, EvidenceKinds.Ropc] };

    private static SignIn Refused(double minute, int code = 53003) => SignIns.User(minute, code) with { Key = $"f{minute:00000}{code}", Evidence = [EvidenceKinds.NamingPattern] };
}
