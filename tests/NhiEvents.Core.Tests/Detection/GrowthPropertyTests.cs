using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Whatever comes, in whatever order: what waited is told once its window is over, and a window tells once that a finding goes on.</summary>
public sealed class GrowthPropertyTests
{
    private static readonly int[] Codes = [50076, 50076, 50076, 50076, 50058, 50126, 53003, 0];

    private static readonly double[] Pauses = [0.1, 5, 5, 5, 20, 55, 60, 60, 180, 300, 700];

    [Fact]
    public void Every_event_is_told_of_in_the_end_and_growth_once_a_window() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(6)),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => HoldsAsync(new Random(seed)).GetAwaiter().GetResult()));

    private static async Task<bool> HoldsAsync(Random random)
    {
        var events = Events(random).ToList();
        using var plain = new DetectionWorld();
        await plain.DeliverAsync([.. events.Select(one => one.SignIn).OrderBy(signIn => signIn.At)]);
        await plain.RunAllDeadlinesAsync();

        using var world = new DetectionWorld(SignIns.Start);
        var log = new TellingLog(world);
        foreach (var (minute, signIn) in events.Concat(events.Where(_ => random.Next(4) == 0).Select(one => one with { Minute = one.Minute + random.Next(600) })).OrderBy(one => one.Minute).ToList())
        {
            await log.DeliverAsync(minute, signIn);
        }

        await log.RunUntilAsync(events.Max(one => one.Minute) + 600 + (6 * 60) + 20);

        Assert.Equal(await plain.DocumentsAsync(), await world.DocumentsAsync());
        Assert.Equal(
            Counts(await world.FindingsAsync()),
            Counts(log.Tellings.GroupBy(one => one.Finding.Id).Select(told => told.MaxBy(one => one.Revision)!.Finding).Where(finding => finding.State is FindingState.Open)));
        Assert.All(log.Tellings.GroupBy(one => one.Finding.Id), told => OnceAWindow([.. told], [.. events.Where(one => one.SignIn.ErrorCode == 0).Select(one => one.SignIn.At)]));
        return true;
    }

    /// <summary>Two of three tellings that say nothing new are in different windows: an hour lies between the first and the last, or six when the finding is old.</summary>
    private static void OnceAWindow(List<Telling> told, List<DateTimeOffset> successes)
    {
        var since = told[0].At;
        for (var place = 1; place < told.Count; place++)
        {
            since = IsGrowth(told[place - 1], told[place], successes) ? since : told[place].At;
            if (place > 1 && since <= told[place - 2].At && IsGrowth(told[place - 2], told[place - 1], successes))
            {
                var least = told[place - 2].At - since >= TimeSpan.FromDays(1) ? GrowthWindow.Longest : TimeSpan.FromHours(1);
                Assert.True(told[place].At - told[place - 2].At >= least, $"told at {told[place - 2].At:u}, {told[place - 1].At:u} and {told[place].At:u}");
            }
        }
    }

    private static bool IsGrowth(Telling before, Telling after, List<DateTimeOffset> successes) =>
        before.Finding.State == after.Finding.State && Growth.CanWait(new RootCause(after.Finding.FindingType), before.Finding, after.Finding)
        && after.Finding.LastSeen - before.Finding.LastSeen <= TimeSpan.FromHours(1) && after.At - after.Finding.LastSeen <= TimeSpan.FromHours(1)
        && !successes.Exists(success => success > before.Finding.LastSeen);

    /// <summary>A few jobs of one identity over some days, and when their rows arrive: mostly within minutes, some after hours.</summary>
    private static IEnumerable<(double Minute, SignIn SignIn)> Events(Random random)
    {
        var minute = 0.0;
        var (code, pause) = (50076, 5.0);
        for (var number = 0; number < 100; number++)
        {
            (code, pause) = random.Next(12) == 0 ? (random.GetItems(Codes, 1)[0], random.GetItems(Pauses, 1)[0]) : (code, pause);
            minute += pause * (0.9 + (random.NextDouble() / 5));
            var signIn = SignIns.User(Math.Round(minute, 3), random.Next(30) == 0 ? 0 : code);
            yield return (minute + (random.Next(15) == 0 ? random.Next(600) : random.Next(12)), random.Next(40) == 0 ? signIn with { ResourceId = "other", ResourceDisplayName = "Mail" } : signIn);
        }
    }

    private static IEnumerable<(string Id, int Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen)> Counts(IEnumerable<Finding> findings) =>
        findings.Select(finding => (finding.Id, finding.Count, finding.FirstSeen, finding.LastSeen)).Order();
}
