using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI201: more failures than the identity's own history explains, of codes that nothing else reports.</summary>
public sealed class FailureRiseTests
{
    private const int Day = 24 * 60;

    /// <summary>An interrupt that every client produces.</summary>
    private const int Ordinary = 50140;

    private static readonly SignIn[] Hourly = [.. Enumerable.Range(0, 20 * 24).Select(hour => Row(hour * 60, 0))];

    [Fact]
    public async Task A_burst_of_ordinary_interrupts_after_two_quiet_weeks_is_NHI201()
    {
        var finding = Assert.Single(await FindingsAsync([.. Hourly, .. Burst(20 * Day, 40)]));

        Assert.Equal(("NHI201", "failure-rate-rise", Severity.Low, true), (finding.FindingType, finding.Name, finding.Severity, finding.CountIsLowerBound));
        Assert.InRange(finding.Count, 16, 40);
    }

    [Fact]
    public async Task A_few_are_none() => Assert.Empty(await FindingsAsync([.. Hourly, .. Burst(20 * Day, 12)]));

    [Fact]
    public async Task What_happened_in_the_week_before_too_is_its_baseline() =>
        Assert.Empty(await FindingsAsync([.. Hourly, .. Burst(16 * Day, 30), .. Burst(20 * Day, 40)]));

    [Fact]
    public async Task A_success_rate_that_stays_the_same_is_none() =>
        Assert.Empty(await FindingsAsync([.. Hourly, .. Enumerable.Range(0, 20 * 24).Select(hour => Row((hour * 60) + 1, Ordinary)), .. Burst(20 * Day, 16), .. Enumerable.Range(0, 50).Select(second => Row((20 * Day) + 30 + (second / 10.0), 0))]));

    [Fact]
    public async Task A_day_later_it_is_over()
    {
        Assert.Single(await FindingsAsync([.. Hourly, .. Burst(20 * Day, 40), Row(21 * Day - 60, 0)]));
        Assert.Empty(await FindingsAsync([.. Hourly, .. Burst(20 * Day, 40), Row((21 * Day) + 60, 0)]));
    }

    private static IEnumerable<SignIn> Burst(int minute, int many) => Enumerable.Range(0, many).Select(number => Row(minute + (number / 10.0), Ordinary));

    private static SignIn Row(double minute, int code) => SignIns.User(minute, code) with { Key = $"k{minute:000000.0}-{code}", Evidence = [EvidenceKinds.NamingPattern] };

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(SignIn[] rows)
    {
        using var world = new DetectionWorld(SignIns.Start.AddDays(60));
        await world.DeliverAsync(rows);
        return await world.FindingsAsync();
    }
}
